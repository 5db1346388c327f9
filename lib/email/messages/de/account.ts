import type { account as english } from '../en/account.ts';

export const account: typeof english = {
  verify_email: {
    subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
    preview: 'Geben Sie den Code ein oder folgen Sie dem Link, um die Registrierung abzuschließen.',
    heading: 'Bestätigen Sie Ihre E-Mail-Adresse',
    intro: 'Geben Sie diesen Code auf der Seite ein, auf der Sie sich registriert haben, oder nutzen Sie die Schaltfläche.',
    action: 'E-Mail-Adresse bestätigen',
    validity: 'Code und Link sind 30 Minuten gültig.',
    ignore: 'Falls Sie das nicht waren, ignorieren Sie diese Nachricht: Ohne den Code lässt sich das Konto nicht nutzen.',
  },
  already_registered: {
    subject: 'Sie haben bereits ein Konto',
    preview: 'Jemand wollte sich mit Ihrer Adresse registrieren.',
    heading: 'Sie haben bereits ein Konto',
    intro:
      'Jemand, vermutlich Sie selbst, wollte sich mit dieser E-Mail-Adresse registrieren. Sie gehört bereits zu einem Konto; es wurde nichts geändert.',
    action: 'Anmelden',
    reset: 'Passwort vergessen? Hier können Sie ein neues wählen:',
    ignore: 'Falls Sie das nicht waren, müssen Sie nichts tun.',
  },
  email_change: {
    subject: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
    preview: 'Geben Sie den Code ein oder folgen Sie dem Link, um diese Adresse zu benutzen.',
    heading: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
    intro:
      'Jemand, vermutlich Sie selbst, möchte diese Adresse für ein Konto benutzen. Geben Sie diesen Code dort ein, wo Sie ihn angefordert haben, oder benutzen Sie die Schaltfläche unten.',
    action: 'Diese Adresse benutzen',
    validity: 'Code und Link gelten 30 Minuten lang, einmal.',
    ignore: 'Falls Sie das nicht waren, ignorieren Sie diese Nachricht: Ohne den Code wird nichts geändert.',
  },
  email_change_taken: {
    subject: 'Jemand möchte Ihre Adresse benutzen',
    preview: 'Sie gehört zu Ihrem Konto; es wurde nichts geändert.',
    heading: 'Jemand möchte Ihre Adresse benutzen',
    intro:
      'Jemand, vielleicht Sie selbst mit einem zweiten Konto, wollte diese E-Mail-Adresse für ein anderes Konto benutzen. Sie gehört bereits zu Ihrem; es wurde nichts geändert.',
    action: 'Anmelden',
    ignore: 'Falls Sie das nicht waren, müssen Sie nichts tun.',
  },
  email_changed: {
    subject: 'Ihre E-Mail-Adresse wurde geändert',
    preview: 'Ihr Konto benutzt jetzt eine andere Adresse. Sie können das zurücknehmen.',
    heading: 'Ihre E-Mail-Adresse wurde geändert',
    intro: 'Ihr Konto benutzt jetzt eine andere E-Mail-Adresse; diese hier gilt nicht mehr. Wenn Sie das waren, müssen Sie nichts tun.',
    warning:
      'Falls Sie das nicht waren, nehmen Sie es zurück: Diese Adresse gilt dann wieder, alle Geräte werden abgemeldet, und Sie wählen ein neues Passwort.',
    action: 'Das war ich nicht',
    validity: 'Der Link gilt 7 Tage lang, einmal.',
  },
  phone_changed: {
    subject: 'Ihre Telefonnummer wurde geändert',
    preview: 'Eine Nummer wurde für Ihr Konto bestätigt.',
    heading: 'Ihre Telefonnummer wurde geändert',
    intro:
      'Für Ihr Konto wurde eine Telefonnummer bestätigt. Codes für die Anmeldung können dorthin geschickt werden. Wenn Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  phone_removed: {
    subject: 'Ihre Telefonnummer wurde entfernt',
    preview: 'Es werden keine Codes mehr dorthin geschickt.',
    heading: 'Ihre Telefonnummer wurde entfernt',
    intro:
      'Die Telefonnummer Ihres Kontos wurde entfernt. Es werden keine Codes mehr dorthin geschickt. Wenn Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  deletion_scheduled: {
    subject: 'Ihr Konto wird gelöscht',
    preview: 'Melden Sie sich an, um es zu behalten.',
    heading: 'Ihr Konto wird gelöscht',
    intro: 'Jemand, vermutlich Sie selbst, hat die Löschung Ihres Kontos verlangt. Alle Geräte und Anwendungen sind abgemeldet.',
    when: 'Am {when} wird alles über Sie endgültig gelöscht. Melden Sie sich vorher an, und das Konto gehört Ihnen wieder, wie es war.',
    warning: 'Falls Sie das nicht waren, melden Sie sich jetzt an und wählen Sie ein neues Passwort: Jemand hatte Zugang zu Ihrem Konto.',
    action: 'Anmelden und das Konto behalten',
  },
  deletion_cancelled: {
    subject: 'Ihr Konto bleibt bestehen',
    preview: 'Eine Anmeldung hat die Löschung zurückgenommen.',
    heading: 'Ihr Konto bleibt bestehen',
    intro:
      'Jemand, vermutlich Sie selbst, hat sich bei Ihrem Konto angemeldet. Das hat die Löschung zurückgenommen. Wenn Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
};
