import { type UserColumn, userColumns, usualColumns } from '#components/admin/user-columns.ts';
import { managedStatuses, userSorts, usersQuery } from '#lib/contracts/managed-users.ts';

type Query = Record<string, string | string[] | undefined>;

/** What the filter's form sends, by field; an empty text where a field is not set. Days are `2026-01-31`, in UTC. */
export const filterNames = [
  'search',
  'status',
  'role',
  'mfa',
  'verified',
  'provider',
  'sort',
  'created_after',
  'created_before',
  'last_seen_after',
  'last_seen_before',
  'organization_id',
  'pool',
] as const;
export type FilterName = (typeof filterNames)[number];
export type FilterValues = Record<FilterName, string>;

export { managedStatuses, userSorts };

const isDay = (name: FilterName) => name.startsWith('created_') || name.startsWith('last_seen_');

/** A field as the API's query wants it; undefined for one that is not set, or not as it should be. */
function parameterOf(name: FilterName, text: string): string | undefined {
  if (text === '') return undefined;
  const parameter = isDay(name) ? `${text}T00:00:00Z` : text;
  return usersQuery.shape[name].safeParse(parameter).success ? parameter : undefined;
}

/** What an address of the list asks for. What it says wrongly is left out, so that a mistyped address shows a list. */
export function readUsersAddress(query: Query) {
  const values = {} as FilterValues;
  const parameters: Record<string, string> = {};
  for (const name of filterNames) {
    const given = query[name];
    const text = typeof given === 'string' ? given.trim() : '';
    const parameter = parameterOf(name, text);
    values[name] = parameter === undefined ? '' : text;
    if (parameter !== undefined) parameters[name] = parameter;
  }
  const filter = usersQuery.omit({ limit: true, cursor: true, total: true }).parse(parameters);
  return { values, filter, columns: columnsOf(query) };
}

/** The part of an address after the question mark, as a page gets it. */
export function parseAddressQuery(text: string): Query {
  const parameters = new URLSearchParams(text);
  return { ...Object.fromEntries(parameters), column: parameters.getAll('column') };
}

/** The columns that an address chooses, in their order; the usual ones where it names none that there is. */
function columnsOf({ column }: Query): readonly UserColumn[] {
  const chosen = userColumns.filter((name) => (Array.isArray(column) ? column : [column]).includes(name));
  return chosen.length > 0 ? chosen : usualColumns;
}

type Shown = { columns?: readonly UserColumn[]; cursor?: string | undefined };

/** The address of a page of the list with these filters; the usual order and the usual columns are not said. */
export function usersAddress(values: Partial<FilterValues>, { columns = usualColumns, cursor }: Shown = {}): string {
  const parameters = new URLSearchParams();
  for (const name of filterNames) {
    const value = values[name];
    if (value && !(name === 'sort' && value === userSorts[0])) parameters.set(name, value);
  }
  if (columns.join() !== usualColumns.join()) for (const column of columns) parameters.append('column', column);
  if (cursor) parameters.set('cursor', cursor);
  const text = parameters.toString();
  return text ? `/admin/users?${text}` : '/admin/users';
}
