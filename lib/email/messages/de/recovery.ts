import type { recovery as english } from '../en/recovery.ts';

export const recovery: typeof english = {
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
};
