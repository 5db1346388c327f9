import type { Template } from './template.ts';

/** Tells the owner that a provider can be used to sign in, or no longer. */
export const connectionNotice: Template<'connection_added' | 'connection_removed'> = (message, texts) => [
  // A function, because `$` in a replacement text has a meaning.
  { kind: 'text', text: texts.intro.replace('{provider}', () => message.provider) },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: message.notMeLink },
];
