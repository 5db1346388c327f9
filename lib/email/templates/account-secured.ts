import type { Template } from './template.ts';

/** What "this wasn't me" did, and the way back in. */
export const accountSecured: Template<'account_secured'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'action', label: texts.action, link: message.link },
  { kind: 'note', text: texts.validity },
  { kind: 'text', text: texts.check },
];
