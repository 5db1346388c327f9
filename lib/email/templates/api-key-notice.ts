import type { Template } from './template.ts';

/** Tells the owner that an API key came, changed or went, and which. */
export const apiKeyNotice: Template<'api_key_created' | 'api_key_updated' | 'api_key_rotated' | 'api_key_revoked'> = (message, texts) => [
  { kind: 'text', text: texts.intro.replace('{name}', () => message.name).replace('{prefix}', () => `${message.prefix}…`) },
  { kind: 'text', text: texts.warning },
  { kind: 'action', label: texts.action, link: message.notMeLink },
];

/** Tells an owner of an organization the same about one of its keys. */
export const organizationKeyNotice: Template<
  'organization_key_created' | 'organization_key_updated' | 'organization_key_rotated' | 'organization_key_revoked'
> = (message, texts) => {
  const { organization, name, prefix, link } = message;
  const intro = texts.intro
    .replace('{organization}', () => organization)
    .replace('{name}', () => name)
    .replace('{prefix}', () => `${prefix}…`);
  return [
    { kind: 'text', text: intro },
    { kind: 'text', text: texts.warning },
    { kind: 'action', label: texts.action, link },
  ];
};
