import type { MailTexts } from './en.ts';

/** German texts of all mails. */
export const de: MailTexts = {
  layout: {
    link: 'Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse im Browser:',
    code: 'Ihr Code',
    footer: 'Sie erhalten diese automatische Nachricht wegen eines Kontos bei {host}.',
  },
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
  recovery_confirm: {
    subject: 'Wiederherstellung Ihres Kontos beginnen',
    preview: 'Sie haben angegeben, alle zweiten Faktoren verloren zu haben.',
    heading: 'Wiederherstellung Ihres Kontos beginnen',
    intro:
      'Jemand, der sich mit Ihrem Passwort anmelden kann, gibt an, alle zweiten Faktoren verloren zu haben. Mit dieser Schaltfläche beginnt eine Wartezeit; danach können die zweiten Faktoren entfernt werden.',
    action: 'Wiederherstellung beginnen',
    validity: 'Der Link gilt 30 Minuten lang, einmal.',
    ignore: 'Falls Sie das nicht waren, benutzen Sie den Link nicht, und wählen Sie ein neues Passwort: Jemand kennt Ihr jetziges.',
  },
  recovery_waiting: {
    subject: 'Jemand möchte Ihre zweiten Faktoren entfernen',
    preview: 'Falls Sie das nicht waren, halten Sie es jetzt auf.',
    heading: 'Jemand möchte Ihre zweiten Faktoren entfernen',
    intro:
      'Jemand, der Ihr Passwort nachgewiesen und dieses Postfach gelesen hat, gibt an, alle zweiten Faktoren Ihres Kontos verloren zu haben.',
    when: 'Ab {when} können die zweiten Faktoren entfernt werden; die Anmeldung geht dann ohne sie. Bis dahin schreiben wir Ihnen täglich.',
    warning:
      'Wenn Sie das waren, warten Sie bis dahin und melden Sie sich wieder an. Wenn nicht, halten Sie es jetzt auf, und wählen Sie ein neues Passwort.',
    action: 'Aufhalten: Das war ich nicht',
  },
  recovery_approved: {
    subject: 'Ihre Wiederherstellung kann abgeschlossen werden',
    preview: 'Die Wartezeit wurde von der Administration beendet.',
    heading: 'Ihre Wiederherstellung kann abgeschlossen werden',
    intro:
      'Die Administration hat die Wartezeit beendet. Melden Sie sich wieder an, wählen Sie „Ich habe alle verloren“ und folgen Sie der Mail, die dann kommt.',
    warning: 'Falls Sie nicht darum gebeten haben, halten Sie es jetzt auf, und wählen Sie ein neues Passwort.',
    action: 'Aufhalten: Das war ich nicht',
  },
  recovery_complete: {
    subject: 'Entfernen Sie Ihre zweiten Faktoren',
    preview: 'Der letzte Schritt Ihrer Wiederherstellung.',
    heading: 'Entfernen Sie Ihre zweiten Faktoren',
    intro:
      'Die Wartezeit ist vorbei. Mit dieser Schaltfläche werden Ihre zweiten Faktoren, Ersatzcodes und vertrauten Browser entfernt und alle Geräte abgemeldet. Melden Sie sich danach an, und richten Sie einen neuen zweiten Faktor ein.',
    action: 'Meine zweiten Faktoren entfernen',
    validity: 'Der Link gilt 30 Minuten lang, einmal.',
    ignore:
      'Falls Sie das nicht waren, benutzen Sie den Link nicht: Halten Sie die Wiederherstellung mit dem Link einer früheren Nachricht auf, und wählen Sie ein neues Passwort.',
  },
  recovery_completed: {
    subject: 'Ihre zweiten Faktoren wurden entfernt',
    preview: 'Richten Sie bei der nächsten Anmeldung einen neuen ein.',
    heading: 'Ihre zweiten Faktoren wurden entfernt',
    intro:
      'Die Wiederherstellung Ihres Kontos ist abgeschlossen: Ihre zweiten Faktoren, Passkeys, Ersatzcodes und vertrauten Browser sind entfernt und alle Geräte abgemeldet. Melden Sie sich an, und richten Sie einen neuen zweiten Faktor ein.',
    warning: 'Falls Sie das nicht waren, wählen Sie sofort ein neues Passwort, und benachrichtigen Sie den Betreiber.',
    action: 'Das war ich nicht',
  },
  recovery_cancelled: {
    subject: 'Die Wiederherstellung wurde aufgehalten',
    preview: 'Ihre zweiten Faktoren bleiben.',
    heading: 'Die Wiederherstellung wurde aufgehalten',
    intro: 'Die Wiederherstellung Ihres Kontos wurde aufgehalten; Ihre zweiten Faktoren bleiben, wie sie sind.',
    warning:
      'Falls nicht Sie selbst darum gebeten hatten, kann jemand den ersten Schritt Ihrer Anmeldung nachweisen. Wählen Sie ein neues Passwort.',
    action: 'Neues Passwort wählen',
  },
  recovery_denied: {
    subject: 'Die Wiederherstellung wurde abgelehnt',
    preview: 'Ihre zweiten Faktoren bleiben.',
    heading: 'Die Wiederherstellung wurde abgelehnt',
    intro: 'Die Administration hat die Wiederherstellung Ihres Kontos abgelehnt; Ihre zweiten Faktoren bleiben, wie sie sind.',
    warning:
      'Wenn Sie darum gebeten hatten, sprechen Sie mit dem Betreiber. Wenn nicht, wählen Sie ein neues Passwort: Jemand kann den ersten Schritt Ihrer Anmeldung nachweisen.',
    action: 'Neues Passwort wählen',
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
  password_reset_required: {
    subject: 'Sie müssen ein neues Passwort wählen',
    preview: 'Die Verwaltung verlangt es.',
    heading: 'Sie müssen ein neues Passwort wählen',
    intro: 'Die Verwaltung bittet Sie, ein neues Passwort zu wählen. Das alte gilt nicht mehr, und alle Geräte wurden abgemeldet.',
    action: 'Neues Passwort wählen',
    validity:
      'Der Link ist 30 Minuten gültig und funktioniert einmal. Danach schickt Ihnen „Passwort vergessen?“ auf der Anmeldeseite einen neuen.',
    ignore: 'Ihre zweiten Faktoren, Passkeys und verbundenen Dienste bleiben, wie sie sind.',
  },
  invitation: {
    subject: 'Sie wurden eingeladen',
    preview: 'Wählen Sie ein Passwort, um Ihr Konto zu nutzen.',
    heading: 'Sie wurden eingeladen',
    intro: 'Die Verwaltung hat für Sie ein Konto mit dieser E-Mail-Adresse angelegt. Wählen Sie ein Passwort, um es zu nutzen.',
    action: 'Passwort wählen',
    validity:
      'Der Link ist 7 Tage gültig und funktioniert einmal. Danach schickt Ihnen „Passwort vergessen?“ auf der Anmeldeseite einen neuen.',
    ignore: 'Falls Sie nicht wissen, worum es geht, ignorieren Sie diese Nachricht: Ohne den Link kann das Konto nicht genutzt werden.',
  },
  recovery_link_issued: {
    subject: 'Die Verwaltung hat einen Weg zurück in Ihr Konto erstellt',
    preview: 'Damit kann einmal ein neues Passwort gewählt werden.',
    heading: 'Die Verwaltung hat einen Weg zurück in Ihr Konto erstellt',
    intro:
      'Die Verwaltung hat einen Link erstellt, mit dem ein neues Passwort für Ihr Konto gewählt werden kann, um ihn Ihnen zu übergeben. Er ist eine Stunde gültig und funktioniert einmal. Zweite Faktoren bleiben eingeschaltet. Falls Sie darum gebeten haben, ist nichts zu tun.',
    warning:
      'Falls Sie nicht darum gebeten haben, schließen Sie diesen Weg: Der Link gilt dann nicht mehr, alle Geräte werden abgemeldet, und Sie wählen ein neues Passwort.',
    action: 'Das war ich nicht',
  },
  impersonated: {
    subject: 'Die Verwaltung nutzt Ihr Konto',
    preview: 'Höchstens eine Stunde lang. Ihre Aktivität zeigt, warum, und was getan wurde.',
    heading: 'Die Verwaltung nutzt Ihr Konto',
    intro:
      'Jemand aus der Verwaltung handelt als Sie, höchstens eine Stunde lang, um Ihnen zu helfen oder etwas zu klären. Passwort, Faktoren, Adressen und Schlüssel bleiben dabei verschlossen. Ihre Aktivität zeigt den angegebenen Grund und alles, was geändert wird.',
    warning: 'Falls Sie das nicht erwartet haben, melden Sie diese Sitzung unter „Sitzungen“ ab und fragen Sie Ihre Verwaltung.',
    action: 'Meine Aktivität ansehen',
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
  sign_in: {
    subject: 'Ihr Anmeldelink',
    preview: 'Melden Sie sich mit dem Code oder dem Link an.',
    heading: 'Anmelden',
    intro: 'Geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben, oder nutzen Sie die Schaltfläche.',
    action: 'Anmelden',
    validity: 'Code und Link gelten 10 Minuten und funktionieren einmal.',
    ignore: 'Falls Sie das nicht waren, ignorieren Sie diese Nachricht: Ohne sie kann sich niemand anmelden.',
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
  second_factor: {
    subject: 'Ihr Code, um die Anmeldung abzuschließen',
    preview: 'Der zweite Schritt Ihrer Anmeldung.',
    heading: 'Anmeldung abschließen',
    intro: 'Geben Sie diesen Code auf der Seite ein, die danach fragt.',
    validity: 'Der Code gilt 10 Minuten und einmal.',
    warning: 'Falls Sie das nicht waren, kennt jemand Ihr Passwort. Wählen Sie hier ein neues:',
  },
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
  organization_invitation: {
    subject: 'Sie wurden in eine Organisation eingeladen',
    preview: 'Nehmen Sie mit dem Konto an, das diese Adresse hat.',
    heading: 'Sie wurden in eine Organisation eingeladen',
    intro: 'Sie sind eingeladen, „{organization}“ beizutreten.',
    account: 'Melden Sie sich mit dem Konto an, das diese E-Mail-Adresse hat, oder legen Sie eines an, und nehmen Sie die Einladung an.',
    action: 'Einladung ansehen',
    validity: 'Sie gilt {days} Tage und nur einmal.',
    ignore: 'Wenn Sie nicht wissen, worum es geht, ignorieren Sie diese Nachricht: Ohne Sie geschieht nichts.',
  },
  organization_joined: {
    subject: 'Sie wurden Mitglied einer Organisation',
    preview: 'Sie mussten dafür nichts tun.',
    heading: 'Sie wurden Mitglied einer Organisation',
    intro: 'Sie wurden {role} in „{organization}“ aufgenommen.',
    warning: 'Wenn Sie das nicht möchten, können Sie sie auf der Seite Ihrer Organisationen verlassen.',
    action: 'Meine Organisationen',
    owner: 'mit dem Recht der Inhaberschaft',
    admin: 'für die Verwaltung',
    member: 'als Mitglied',
  },
  organization_role_changed: {
    subject: 'Ihre Rolle in einer Organisation wurde geändert',
    preview: 'Was Sie dort dürfen, ist jetzt anders.',
    heading: 'Ihre Rolle in einer Organisation wurde geändert',
    intro: 'Ihre Rolle in „{organization}“ ist jetzt: {role}.',
    warning: 'Wenn das nicht so vereinbart war, fragen Sie bei der Inhaberschaft der Organisation nach.',
    action: 'Meine Organisationen',
    owner: 'Inhaberschaft',
    admin: 'Verwaltung',
    member: 'Mitglied',
  },
  organization_left: {
    subject: 'Sie wurden aus einer Organisation entfernt',
    preview: 'Ihr Konto bleibt, wie es ist.',
    heading: 'Sie wurden aus einer Organisation entfernt',
    intro: 'Sie sind nicht mehr Mitglied von „{organization}“.',
    warning: 'Ihr Konto und Ihre anderen Organisationen bleiben, wie sie sind.',
    action: 'Meine Organisationen',
  },
  organization_deleted: {
    subject: 'Eine Organisation wurde gelöscht',
    preview: 'Sie gehörte auch Ihnen.',
    heading: 'Eine Organisation wurde gelöscht',
    intro: '„{organization}“, die auch Ihnen gehörte, wurde mit Mitgliedschaften, Einladungen und Domains gelöscht.',
    warning: 'Die Konten der Mitglieder bleiben, wie sie sind.',
    action: 'Meine Organisationen',
  },
  organization_key_created: {
    subject: 'Eine Organisation hat einen neuen API-Schlüssel',
    preview: 'Ein Programm kann für sie handeln.',
    heading: 'Eine Organisation hat einen neuen API-Schlüssel',
    intro:
      '„{organization}“ hat einen neuen API-Schlüssel, „{name}“ ({prefix}). Wer ihn hat, kann für die Organisation handeln, soweit seine Rechte reichen.',
    warning:
      'Falls das niemand von Ihnen war, widerrufen Sie den Schlüssel und sehen Sie nach, wem die Organisation gehört und wer sie verwaltet.',
    action: 'API-Schlüssel der Organisation',
  },
  organization_key_updated: {
    subject: 'Ein API-Schlüssel einer Organisation wurde geändert',
    preview: 'Von wo, wie oft oder wie lange er sich benutzen lässt, ist jetzt anders.',
    heading: 'Ein API-Schlüssel einer Organisation wurde geändert',
    intro: 'Von wo, wie oft oder wie lange sich der API-Schlüssel „{name}“ ({prefix}) von „{organization}“ benutzen lässt, wurde geändert.',
    warning:
      'Falls das niemand von Ihnen war, widerrufen Sie den Schlüssel und sehen Sie nach, wem die Organisation gehört und wer sie verwaltet.',
    action: 'API-Schlüssel der Organisation',
  },
  organization_key_rotated: {
    subject: 'Ein API-Schlüssel einer Organisation wurde ersetzt',
    preview: 'Ein neuer Schlüssel ist an seine Stelle getreten.',
    heading: 'Ein API-Schlüssel einer Organisation wurde ersetzt',
    intro: 'Ein neuer API-Schlüssel ({prefix}) ist in „{organization}“ an die Stelle von „{name}“ getreten.',
    warning:
      'Falls das niemand von Ihnen war, widerrufen Sie den Schlüssel und sehen Sie nach, wem die Organisation gehört und wer sie verwaltet.',
    action: 'API-Schlüssel der Organisation',
  },
  organization_key_revoked: {
    subject: 'Ein API-Schlüssel einer Organisation wurde widerrufen',
    preview: 'Er gilt nicht mehr.',
    heading: 'Ein API-Schlüssel einer Organisation wurde widerrufen',
    intro:
      'Der API-Schlüssel „{name}“ ({prefix}) von „{organization}“ wurde widerrufen und gilt nicht mehr. Das geschieht auch, wenn das Konto, das ihn gemacht hat, gesichert, gesperrt oder gelöscht wird oder per Mail ein neues Passwort bekommt.',
    warning: 'Programme, die ihn benutzt haben, werden jetzt abgewiesen. Machen Sie einen neuen, wo einer gebraucht wird.',
    action: 'API-Schlüssel der Organisation',
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
  role_requested: {
    subject: 'Jemand bittet um eine Rolle',
    preview: 'Sehen Sie es sich an und entscheiden Sie.',
    heading: 'Jemand bittet um eine Rolle',
    intro: '{person} bittet um die Rolle „{role}“. Sie gehören zu denen, die sie vergeben können.',
    action: 'Zur Anfrage',
  },
  role_request_approved: {
    subject: 'Sie haben eine neue Rolle',
    preview: 'Ihre Anfrage wurde genehmigt.',
    heading: 'Sie haben eine neue Rolle',
    intro: 'Ihre Anfrage wurde genehmigt: Ab jetzt haben Sie die Rolle „{role}“.',
    action: 'Zu Ihren Rollen',
  },
  role_request_denied: {
    subject: 'Ihre Anfrage nach einer Rolle wurde abgelehnt',
    preview: 'Der Grund steht dabei.',
    heading: 'Ihre Anfrage nach einer Rolle wurde abgelehnt',
    intro: 'Ihre Anfrage nach der Rolle „{role}“ wurde abgelehnt. Der Grund steht dabei.',
    action: 'Zu Ihren Anfragen',
  },
  proposal_waiting: {
    subject: 'Eine Änderung wartet auf Ihre Genehmigung',
    preview: 'Sehen Sie sie sich an und entscheiden Sie.',
    heading: 'Eine Änderung wartet auf Ihre Genehmigung',
    intro:
      '{person} hat eine Änderung vorgeschlagen, die jemand anders aus der Administration genehmigen muss. Sie gehören zu denen, die das können. Noch ist nichts geändert.',
    action: 'Zur Änderung',
  },
  proposal_approved: {
    subject: 'Ihre Änderung wurde genehmigt',
    preview: 'Sie wurde ausgeführt.',
    heading: 'Ihre Änderung wurde genehmigt',
    intro:
      'Jemand anders aus der Administration hat die Änderung genehmigt, die Sie vorgeschlagen haben; sie wurde ausgeführt. Falls Sie nichts vorgeschlagen haben, sagen Sie es sofort den anderen.',
    action: 'Zur Entscheidung',
  },
  proposal_rejected: {
    subject: 'Ihre Änderung wurde abgelehnt',
    preview: 'Der Grund steht dabei.',
    heading: 'Ihre Änderung wurde abgelehnt',
    intro:
      'Jemand anders aus der Administration hat die Änderung abgelehnt, die Sie vorgeschlagen haben. Es wurde nichts geändert. Der Grund steht dabei.',
    action: 'Zur Entscheidung',
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
      'Sehen Sie danach Ihre zweiten Faktoren, Passkeys und verbundenen Dienste durch: Sie blieben, wie sie waren. Entfernen Sie, was nicht von Ihnen ist.',
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
};
