import type { Template } from './template.ts';

/** Tells the owner when the account will be erased; the one action is to keep it. */
export const deletionScheduled: Template<'deletion_scheduled'> = (message, texts, { locale, timezone }) => {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: timezone }).format(new Date(message.at));
  return [
    { kind: 'text', text: texts.intro },
    { kind: 'text', text: texts.when.replace('{when}', () => `${time} (${timezone})`) },
    { kind: 'text', text: texts.warning },
    { kind: 'action', label: texts.action, link: message.link },
  ];
};
