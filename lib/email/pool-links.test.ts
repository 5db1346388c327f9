import { expect, it } from 'vitest';
import { passGate } from '#lib/http/gate.ts';
import { mailMessages, mailOrigin } from '#scripts/testing/mail-messages.ts';
import { linksForPool } from './pool-links.ts';
import type { MailMessage } from './queue-mail.ts';

const linksOf = (message: MailMessage) => Object.entries(message).flatMap(([name, value]) => (/link$/i.test(name) ? [String(value)] : []));

/** Whether a fresh browser is led away from this page, to sign in. */
async function isBehindSignIn(link: string): Promise<boolean> {
  return (await passGate(new Request(link), { development: false })).kind === 'answer';
}

it.each(mailMessages)(
  'a mail $template to somebody of another pool leads a fresh browser to that pool, and then to its page',
  async (message) => {
    const [before, after] = [linksOf(message), linksOf(linksForPool(message, 'staff', mailOrigin))];
    expect(before.length).toBeGreaterThan(0);
    for (const [index, link] of after.entries()) {
      const [was, is] = [new URL(before[index] ?? ''), new URL(link)];
      expect([is.origin, is.searchParams.getAll('pool'), await isBehindSignIn(link)]).toEqual([mailOrigin, ['staff'], false]);
      is.searchParams.delete('pool');
      if (await isBehindSignIn(was.href))
        expect(`${is.pathname} ${is.searchParams.get('redirect_to')}`).toBe(`/login ${was.pathname}${was.search}`);
      else expect(is.href).toBe(was.href);
    }
  },
);

it('mails of the default pool lead where they always led', () => {
  for (const message of mailMessages) expect(linksForPool(message, 'default', mailOrigin)).toEqual(message);
});

it('only links are changed, and only ours', () => {
  const name = `${mailOrigin}/security`;
  const elsewhere = 'https://elsewhere.example/security';
  expect(linksForPool({ template: 'passkey_added', name, link: elsewhere }, 'staff', mailOrigin)).toMatchObject({ name, link: elsewhere });
});
