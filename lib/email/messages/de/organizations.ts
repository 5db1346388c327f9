import type { organizations as english } from '../en/organizations.ts';

export const organizations: typeof english = {
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
};
