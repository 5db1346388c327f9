import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { readAuditAddress } from '#app/admin/audit/audit-address.ts';
import en from '#lib/i18n/messages/en.json' with { type: 'json' };
import { labelledShares } from './labelled-shares.ts';

const t = createTranslator({ locale: 'en', messages: en });
const since = '2026-11-01';

function sharesOf(action: string, labels: string[], mayReadTrail = true) {
  return labelledShares(t, { action, parts: labels.map((label) => ({ label, count: 1 })), since, mayReadTrail });
}

/** What the trail shows at this address. */
function filterOf(href: string | undefined) {
  return readAuditAddress(Object.fromEntries(new URL(href ?? '', 'http://localhost').searchParams)).filter;
}

describe('the parts of a number of the overview', () => {
  it.each([
    ['session.created', 'password+totp', 'Password + authenticator app'],
    ['session.created', 'oauth:acme', 'acme'],
    ['session.denied', 'wrong_password', 'wrong password'],
    ['session.denied', 'passkey_unknown', 'the passkey belongs to no account'],
    ['session.denied', 'something_new', 'something new'],
  ])('of %s by %s lead to the events that are counted', (action, label, name) => {
    const [share] = sharesOf(action, [label]);
    expect(share?.name).toBe(name);
    expect(filterOf(share?.href)).toEqual({ action, reason: label, created_after: `${since}T00:00:00Z` });
  });

  it('with one name stay apart, each with its own events', () => {
    const shares = sharesOf('session.denied', ['oauth:acme:expired', 'oauth:acme:email_unverified']);
    expect(shares.map(({ name, href }) => [name, filterOf(href).reason])).toEqual([
      ['acme (oauth:acme:expired)', 'oauth:acme:expired'],
      ['acme (oauth:acme:email_unverified)', 'oauth:acme:email_unverified'],
    ]);
  });

  it('beyond the eighth stand together, and lead nowhere', () => {
    const shares = sharesOf('session.denied', ['', ...'abcdefghi']);
    expect(shares.map(({ name, href }) => [name, href !== undefined])).toEqual([
      ['Unknown', false],
      ...[...'abcdefg'].map((name) => [name, true]),
      ['Others', false],
    ]);
    expect(shares.at(-1)?.count).toBe(2);
  });

  it('lead nowhere for whoever may not read the trail', () => {
    expect(sharesOf('session.created', ['password'], false)).toEqual([{ name: 'Password', count: 1, href: undefined }]);
  });
});
