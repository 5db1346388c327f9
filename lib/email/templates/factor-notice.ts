import type { Template } from './template.ts';

/** Tells the owner what happened to the second factor. */
export const factorNotice: Template<'factor_enabled' | 'factor_disabled' | 'factor_blocked' | 'backup_codes_renewed'> = (
  message,
  texts,
) => ({
  subject: texts.subject,
  preview: texts.preview,
  heading: texts.heading,
  blocks: [
    { kind: 'text', text: texts.intro },
    { kind: 'text', text: texts.warning },
    { kind: 'action', label: texts.action, link: 'notMeLink' in message ? message.notMeLink : message.resetLink },
  ],
});
