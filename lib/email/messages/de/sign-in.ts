import type { signIn as english } from '../en/sign-in.ts';

export const signIn: typeof english = {
  sign_in: {
    subject: 'Ihr Anmeldelink',
    preview: 'Melden Sie sich mit dem Code oder dem Link an.',
    heading: 'Anmelden',
    intro: 'Geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben, oder nutzen Sie die Schaltfläche.',
    action: 'Anmelden',
    validity: 'Code und Link gelten 10 Minuten und funktionieren einmal.',
    ignore: 'Falls Sie das nicht waren, ignorieren Sie diese Nachricht: Ohne sie kann sich niemand anmelden.',
  },
  second_factor: {
    subject: 'Ihr Code, um die Anmeldung abzuschließen',
    preview: 'Der zweite Schritt Ihrer Anmeldung.',
    heading: 'Anmeldung abschließen',
    intro: 'Geben Sie diesen Code auf der Seite ein, die danach fragt.',
    validity: 'Der Code gilt 10 Minuten und einmal.',
    warning: 'Falls Sie das nicht waren, kennt jemand Ihr Passwort. Wählen Sie hier ein neues:',
  },
  step_up: {
    subject: 'Bestätigen Sie, dass Sie es sind',
    preview: 'Der Code, um fortzufahren.',
    heading: 'Bestätigen Sie, dass Sie es sind',
    intro: 'Jemand, der in Ihrem Konto angemeldet ist, möchte etwas Wichtiges ändern. Geben Sie diesen Code ein, um fortzufahren.',
    action: 'Sicherheitseinstellungen öffnen',
    validity: 'Der Code gilt 10 Minuten und funktioniert einmal.',
    ignore: 'Falls Sie das nicht waren, melden Sie alle Geräte ab und wählen Sie ein neues Passwort.',
  },
  new_device: {
    subject: 'Neue Anmeldung bei Ihrem Konto',
    preview: 'Von einem Browser oder einer Anwendung, die wir noch nicht kennen.',
    heading: 'Neue Anmeldung bei Ihrem Konto',
    intro:
      'Jemand hat sich bei Ihrem Konto mit einem Browser oder einer Anwendung angemeldet, die bisher nicht genutzt wurde. Falls Sie das waren, ist nichts zu tun.',
    device: 'Mit',
    country: 'Land',
    address: 'Adresse',
    time: 'Zeit',
    unknown: 'unbekannt',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  password_reset: {
    subject: 'Wählen Sie ein neues Passwort',
    preview: 'Der Link zum Wählen eines neuen Passworts.',
    heading: 'Wählen Sie ein neues Passwort',
    intro: 'Jemand, vermutlich Sie selbst, hat ein neues Passwort für Ihr Konto angefordert.',
    action: 'Neues Passwort wählen',
    validity: 'Der Link ist 30 Minuten gültig und funktioniert einmal. Sie werden überall abgemeldet.',
    ignore: 'Falls Sie das nicht waren, ignorieren Sie diese Nachricht: Ihr Passwort bleibt, wie es ist.',
  },
  password_changed: {
    subject: 'Ihr Passwort wurde geändert',
    preview: 'Alle Geräte wurden abgemeldet.',
    heading: 'Ihr Passwort wurde geändert',
    intro:
      'Das Passwort Ihres Kontos wurde soeben geändert, und alle Geräte wurden abgemeldet. Falls Sie das waren, müssen Sie nichts tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung, und nur wer dieses Postfach lesen kann, kann ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  account_secured: {
    subject: 'Ihr Konto ist für alle geschlossen',
    preview: 'Wählen Sie ein neues Passwort, um es wieder zu öffnen.',
    heading: 'Ihr Konto ist für alle geschlossen',
    intro:
      'Jemand, vermutlich Sie selbst, hat „Das war ich nicht“ gewählt. Alle Geräte und Anwendungen sind abgemeldet, und das alte Passwort gilt nicht mehr. Wählen Sie ein neues, um wieder hineinzukommen.',
    action: 'Neues Passwort wählen',
    validity: 'Der Link ist 30 Minuten gültig und funktioniert einmal. Danach hilft „Passwort vergessen?“ auf der Anmeldeseite.',
    check:
      'Passkeys, verbundene Dienste und eine Telefonnummer aus den letzten 7 Tagen sind entfernt. Sehen Sie danach die älteren und Ihre zweiten Faktoren durch und entfernen Sie, was nicht von Ihnen ist.',
  },
};
