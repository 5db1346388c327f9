import type { credentials as english } from '../en/credentials.ts';

export const credentials: typeof english = {
  factor_setup: {
    subject: 'Ihr Code, um Codes per E-Mail einzuschalten',
    preview: 'Bestätigen Sie, dass Codes bei Ihnen ankommen.',
    heading: 'Codes per E-Mail',
    intro: 'Geben Sie diesen Code auf der Seite ein, die danach fragt. Von da an fragt die Anmeldung nach einem Code per E-Mail.',
    validity: 'Der Code gilt 10 Minuten und einmal.',
    warning: 'Falls Sie das nicht waren, wählen Sie hier ein neues Passwort:',
  },
  factor_enabled: {
    subject: 'Ein zweiter Faktor wurde eingeschaltet',
    preview: 'Die Anmeldung fragt jetzt auch danach.',
    heading: 'Ein zweiter Faktor wurde eingeschaltet',
    passkey: 'Die Anmeldung bei Ihrem Konto fragt jetzt auch nach einem Passkey. Falls Sie das waren, ist nichts zu tun.',
    sms: 'Die Anmeldung bei Ihrem Konto kann jetzt mit einem Code per SMS bestätigt werden. Falls Sie das waren, ist nichts zu tun.',
    email: 'Die Anmeldung bei Ihrem Konto kann jetzt mit einem Code per E-Mail bestätigt werden. Falls Sie das waren, ist nichts zu tun.',
    totp: 'Die Anmeldung bei Ihrem Konto fragt jetzt auch nach einem Code Ihrer Authenticator-App. Falls Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung und macht das Passwort ungültig. Bitten Sie danach den Betreiber, den Faktor zu entfernen.',
    action: 'Das war ich nicht',
  },
  factor_disabled: {
    subject: 'Ein zweiter Faktor wurde ausgeschaltet',
    preview: 'Die Anmeldung fragt nicht mehr danach.',
    heading: 'Ein zweiter Faktor wurde ausgeschaltet',
    passkey: 'Die Anmeldung bei Ihrem Konto fragt nicht mehr nach einem Passkey. Falls Sie das waren, ist nichts zu tun.',
    sms: 'Die Anmeldung bei Ihrem Konto fragt nicht mehr nach einem Code per SMS. Falls Sie das waren, ist nichts zu tun.',
    email: 'Die Anmeldung bei Ihrem Konto fragt nicht mehr nach einem Code per E-Mail. Falls Sie das waren, ist nichts zu tun.',
    totp: 'Die Anmeldung bei Ihrem Konto fragt nicht mehr nach einem Code Ihrer Authenticator-App. Falls Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  factor_blocked: {
    subject: 'Ihr zweiter Faktor ist gesperrt',
    preview: 'Es wurden zu viele falsche Codes versucht.',
    heading: 'Ihr zweiter Faktor ist gesperrt',
    intro:
      'Jemand, der Ihr Passwort kennt, hat zu viele falsche Codes versucht. Es wird kein Code mehr angenommen. Um wieder hineinzukommen, melden Sie sich an und wählen „Ich habe alle verloren“, oder wenden Sie sich an den Betreiber.',
    warning: 'Falls Sie das nicht waren, wählen Sie sofort ein neues Passwort.',
    action: 'Neues Passwort wählen',
  },
  backup_codes_renewed: {
    subject: 'Sie haben neue Ersatzcodes',
    preview: 'Die alten funktionieren nicht mehr.',
    heading: 'Sie haben neue Ersatzcodes',
    intro: 'Für Ihr Konto wurden neue Ersatzcodes erstellt; die alten funktionieren nicht mehr. Falls Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  backup_code_used: {
    subject: 'Ein Ersatzcode wurde benutzt',
    preview: 'Jemand hat sich damit angemeldet oder eine Änderung bestätigt.',
    heading: 'Ein Ersatzcode wurde benutzt',
    intro:
      'Jemand hat den zweiten Schritt Ihres Kontos mit einem Ihrer Ersatzcodes bestätigt. Übrige Codes: {left}. Falls Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  passkey_added: {
    subject: 'Ein Passkey wurde hinzugefügt',
    preview: 'Ihr Konto lässt sich mit einem neuen Passkey öffnen.',
    heading: 'Ein Passkey wurde hinzugefügt',
    intro: 'Der Passkey „{name}“ wurde Ihrem Konto hinzugefügt; er meldet ohne Passwort an. Falls Sie das waren, ist nichts zu tun.',
    warning: 'Falls Sie das nicht waren, entfernen Sie den Passkey sofort auf der Sicherheitsseite und wählen Sie dann ein neues Passwort.',
    action: 'Meine Passkeys prüfen',
  },
  passkey_removed: {
    subject: 'Ein Passkey wurde entfernt',
    preview: 'Ein Passkey öffnet Ihr Konto nicht mehr.',
    heading: 'Ein Passkey wurde entfernt',
    intro: 'Der Passkey „{name}“ wurde entfernt und öffnet Ihr Konto nicht mehr. Falls Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  connection_added: {
    subject: 'Ein Anmeldeanbieter wurde verbunden',
    preview: 'Er kann zur Anmeldung bei Ihrem Konto benutzt werden.',
    heading: 'Ein Anmeldeanbieter wurde verbunden',
    intro: '{provider} kann jetzt zur Anmeldung bei Ihrem Konto benutzt werden. Falls Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung und macht das Passwort ungültig. Trennen Sie danach den Anbieter in Ihren Sicherheitseinstellungen.',
    action: 'Das war ich nicht',
  },
  connection_removed: {
    subject: 'Ein Anmeldeanbieter wurde getrennt',
    preview: 'Er kann nicht mehr zur Anmeldung bei Ihrem Konto benutzt werden.',
    heading: 'Ein Anmeldeanbieter wurde getrennt',
    intro: '{provider} kann nicht mehr zur Anmeldung bei Ihrem Konto benutzt werden. Falls Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  api_key_created: {
    subject: 'Ein API-Schlüssel wurde erstellt',
    preview: 'Ein Programm kann für Ihr Konto handeln.',
    heading: 'Ein API-Schlüssel wurde erstellt',
    intro:
      'Der API-Schlüssel „{name}“ ({prefix}) wurde erstellt. Wer ihn hat, kann für Ihr Konto handeln, soweit seine Rechte reichen. Falls Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie widerruft Ihre API-Schlüssel und beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  api_key_updated: {
    subject: 'Ein API-Schlüssel wurde geändert',
    preview: 'Von wo, wie oft oder wie lange er sich benutzen lässt, ist jetzt anders.',
    heading: 'Ein API-Schlüssel wurde geändert',
    intro:
      'Von wo, wie oft oder wie lange sich der API-Schlüssel „{name}“ ({prefix}) benutzen lässt, wurde geändert. Falls Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie widerruft Ihre API-Schlüssel und beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  api_key_rotated: {
    subject: 'Ein API-Schlüssel wurde ersetzt',
    preview: 'Ein neuer Schlüssel ist an seine Stelle getreten.',
    heading: 'Ein API-Schlüssel wurde ersetzt',
    intro: 'Der API-Schlüssel „{name}“ wurde durch einen neuen ersetzt ({prefix}). Falls Sie das waren, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie widerruft Ihre API-Schlüssel und beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
  api_key_revoked: {
    subject: 'Ein API-Schlüssel wurde widerrufen',
    preview: 'Er gilt nicht mehr.',
    heading: 'Ein API-Schlüssel wurde widerrufen',
    intro:
      'Der API-Schlüssel „{name}“ ({prefix}) wurde widerrufen und gilt nicht mehr. Falls Sie das waren oder die Verwaltung, ist nichts zu tun.',
    warning:
      'Falls Sie das nicht waren, nutzen Sie innerhalb von 7 Tagen die Schaltfläche: Sie widerruft Ihre API-Schlüssel und beendet jede Sitzung, und nur Sie können ein neues Passwort wählen.',
    action: 'Das war ich nicht',
  },
};
