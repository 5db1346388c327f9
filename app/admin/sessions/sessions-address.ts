import { anySessionsQuery } from '#lib/contracts/admin-sessions.ts';

type Query = Record<string, string | string[] | undefined>;

/** What the filter's form sends, by field; an empty text where a field is not set. The day is `2026-01-31`, in UTC. */
export const filterNames = ['user', 'kind', 'method', 'country', 'since'] as const;
export type FilterValues = Record<(typeof filterNames)[number], string>;

/** What an address of the list asks for, without whose: that has to be looked up. What it says wrongly is left out. */
export function readSessionsAddress(query: Query) {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim().slice(0, 320) : '');
  const { kind, method, country, created_after } = anySessionsQuery.shape;
  const since = text('since') && `${text('since')}T00:00:00Z`;
  const filter = {
    kind: kind.safeParse(text('kind')).data,
    method: method.safeParse(text('method')).data,
    country: country.safeParse(text('country').toUpperCase()).data,
    created_after: created_after.safeParse(since).data,
  };
  const values: FilterValues = {
    user: text('user'),
    kind: filter.kind ?? '',
    method: filter.method ?? '',
    country: filter.country ?? '',
    since: filter.created_after ? text('since') : '',
  };
  return { values, filter };
}

/** The address of a page of the list with these filters. */
export function sessionsAddress(values: Partial<FilterValues>, more: { cursor?: string | undefined; notice?: string } = {}): string {
  const parameters = new URLSearchParams();
  for (const name of filterNames) if (values[name]) parameters.set(name, values[name]);
  for (const [name, value] of Object.entries(more)) if (value) parameters.set(name, value);
  const text = parameters.toString();
  return text ? `/admin/sessions?${text}` : '/admin/sessions';
}
