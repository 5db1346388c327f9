import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { call, callInParallel, decided } from '#scripts/testing/api.ts';
import { startDnsServer } from '#scripts/testing/dns-server.ts';
import { makePerson, signIn } from '#scripts/testing/people.ts';
import { withEvents } from '#scripts/testing/rows.ts';
import { putSettings } from '#scripts/testing/settings.ts';

const dns = await startDnsServer();
// The configuration is read when a file is first loaded.
process.env.DNS_SERVERS = dns.address;
const { createOrganization } = await import('#lib/contracts/organizations.ts');
const { addDomain, listDomains, removeDomain, verifyDomain } = await import('#lib/contracts/organization-domains.ts');
const { normalizeDomain } = await import('./domain-name.ts');

let bearer = '';
let organization_id = '';

const add = (name: string, id = organization_id) => call(addDomain, { bearer, params: { organization_id: id }, body: { name } });
const verify = (domain_id: string, id = organization_id) => call(verifyDomain, { bearer, params: { organization_id: id, domain_id } });

beforeAll(async () => {
  await putSettings({ organizations: { self_service: true } });
  bearer = (await signIn(await makePerson({ role: 'super_admin' }))).accessToken;
});

afterAll(() => dns.close());

beforeEach(async () => {
  await db().organization.deleteMany();
  dns.records.clear();
  dns.setMood('answers');
  organization_id = (await call(createOrganization, { bearer, body: { name: 'Engines' } })).data.id;
});

describe('the name of a domain', () => {
  it.each([
    ['Example.COM.', 'example.com'],
    [' sub.example.com ', 'sub.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
  ])('%s is %s', (typed, name) => expect(normalizeDomain(typed)).toBe(name));

  it.each([
    '',
    'localhost',
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::1]',
    '*.example.com',
    'a b.com',
    '-a.com',
    'a..com',
    'user@example.com',
    `${'a'.repeat(64)}.com`,
    'https://example.com',
  ])('%s is none', (typed) => expect(normalizeDomain(typed)).toBe(null));
});

describe('a domain', () => {
  it('is the organization’s once its record is in DNS, and not before', async () => {
    const { data: domain } = await add('Bücher.example');
    expect(domain).toMatchObject({ name: 'xn--bcher-kva.example', verified_at: null });
    expect(domain.record).toEqual({
      type: 'TXT',
      name: '_gatehouse-challenge.xn--bcher-kva.example',
      value: expect.stringMatching(/^gatehouse-domain-verification=[\w-]{43}$/),
    });
    const missing = await verify(domain.id);
    expect([missing.status, missing.details.reason]).toEqual([409, 'record_missing']);
    for (const wrong of [
      [['v=spf1 -all']],
      [[domain.record.value.slice(0, -1)]],
      [[`${domain.record.value} `]],
      [['x', domain.record.value]],
    ]) {
      dns.records.set(domain.record.name, wrong);
      expect((await verify(domain.id)).details.reason).toBe('record_missing');
    }
    // Long texts come in several strings (RFC 7208 §3.3), beside other records.
    dns.records.set(domain.record.name, [['other'], [domain.record.value.slice(0, 20), domain.record.value.slice(20)]]);
    const { result, events } = await withEvents(() => verify(domain.id));
    expect(result.data.verified_at).toEqual(expect.any(String));
    expect(events).toMatchObject([{ action: 'domain.verified', targetId: domain.id, organizationId: organization_id }]);
    expect(new Set(dns.asked)).toEqual(new Set([domain.record.name]));
    // One that is verified stays it; DNS is not asked again.
    dns.records.clear();
    const asked = dns.asked.length;
    expect((await verify(domain.id)).data.verified_at).toBe(result.data.verified_at);
    expect(dns.asked.length).toBe(asked);
  });

  it('is not verified while DNS does not answer or cannot tell: that is 503, in bounded time', async () => {
    const { data: domain } = await add('example.com');
    dns.records.set(domain.record.name, [[domain.record.value]]);
    for (const mood of ['silent', 'fails', 'refuses'] as const) {
      dns.setMood(mood);
      const answer = await verify(domain.id);
      expect([mood, answer.status, answer.code]).toEqual([mood, 503, 'UNAVAILABLE']);
      expect(answer.headers.get('retry-after')).toBe('10');
    }
    expect((await call(listDomains, { bearer, params: { organization_id } })).data[0].verified_at).toBe(null);
  }, 20_000);

  it('is proved by one organization at most, also at once', async () => {
    const other = (await call(createOrganization, { bearer, body: { name: 'Looms' } })).data.id;
    const owners = [organization_id, other];
    const domains = await Promise.all(owners.map(async (id) => (await add('example.com', id)).data));
    expect(domains[0].record.value).not.toBe(domains[1].record.value);
    dns.records.set(
      domains[0].record.name,
      domains.map(({ record }) => [record.value]),
    );
    const answers = decided(
      await callInParallel(6, verifyDomain, (index) => ({
        bearer,
        params: { organization_id: owners[index % 2] ?? '', domain_id: domains[index % 2].id },
      })),
    );
    const [row, ...rest] = await db().organizationDomain.findMany({ where: { verifiedAt: { not: null } } });
    expect(rest).toEqual([]);
    for (const { status, details } of answers) expect(status === 200 || details.reason === 'domain_taken').toBe(true);
    // Whoever removes it makes room.
    await call(removeDomain, { bearer, params: { organization_id: row?.organizationId ?? '', domain_id: row?.id ?? '' } });
    const left = row?.organizationId === organization_id ? 1 : 0;
    expect((await verify(domains[left].id, owners[left])).status).toBe(200);
  });

  it('is had once by an organization, 20 at most, and only under its own organization', async () => {
    const { data: domain } = await add('example.com');
    expect((await add('EXAMPLE.com')).fields).toMatchObject([{ path: 'name', code: 'taken' }]);
    const other = (await call(createOrganization, { bearer, body: { name: 'Looms' } })).data.id;
    expect((await verify(domain.id, other)).status).toBe(404);
    expect((await call(removeDomain, { bearer, params: { organization_id: other, domain_id: domain.id } })).status).toBe(404);
    for (let index = 1; index < 20; index += 1) expect((await add(`d${index}.example.com`)).status).toBe(201);
    expect((await add('more.example.com')).status).toBe(409);
  });
});
