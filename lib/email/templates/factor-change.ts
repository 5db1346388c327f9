import type { Template } from './template.ts';

/** Tells the owner that a second factor was switched on or off. */
export const factorChange: Template<'factor_enabled' | 'factor_disabled'> = (message, texts) => [
  { kind: 'text', text: texts[message.method] },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: message.notMeLink },
];
