import type { administration as english } from '../en/administration.ts';

export const administration: typeof english = {
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
};
