import type { Messages } from 'next-intl';

/** Only these namespaces, so that a page does not send every text of the product to the browser. */
export function pickMessages<Name extends keyof Messages>(messages: Messages, names: readonly Name[]): Pick<Messages, Name> {
  return Object.fromEntries(names.map((name) => [name, messages[name]])) as Pick<Messages, Name>;
}
