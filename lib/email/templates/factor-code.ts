import type { Template } from './template.ts';

/** The code of a second step, without a link: it belongs into the page that waits for it. */
export const factorCode: Template<'second_factor' | 'factor_setup'> = (message, texts) => [
  { kind: 'text', text: texts.intro },
  { kind: 'code', code: message.code },
  { kind: 'note', text: texts.validity },
  { kind: 'link', text: texts.warning, link: message.resetLink },
];
