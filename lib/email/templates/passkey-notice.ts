import type { Template } from './template.ts';

/** Tells the owner that a passkey came or went, and which. */
export const passkeyNotice: Template<'passkey_added' | 'passkey_removed'> = (message, texts) => [
  { kind: 'text', text: texts.intro.replace('{name}', () => message.name) },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: message.template === 'passkey_added' ? message.link : message.notMeLink },
];
