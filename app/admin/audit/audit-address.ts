import { z } from 'zod';
import { auditFilter } from '#lib/contracts/audit.ts';

const query = z.object(auditFilter);

/** What the filter's form sends, by field. Days are `2026-01-31`, in UTC. */
const names = ['action', 'result', 'reason', 'actor_id', 'subject_id', 'organization_id', 'created_after', 'created_before'] as const;
export type AuditValues = Record<(typeof names)[number], string>;

function parameterOf(name: (typeof names)[number], text: string): string | undefined {
  if (text === '') return undefined;
  const parameter = name.startsWith('created_') ? `${text}T00:00:00Z` : text;
  return query.shape[name].safeParse(parameter).success ? parameter : undefined;
}

/** What an address of the trail asks for. What it says wrongly is left out, so that a mistyped address shows a list. */
export function readAuditAddress(address: Record<string, string | string[] | undefined>) {
  const values = {} as AuditValues;
  const parameters: Record<string, string> = {};
  for (const name of names) {
    const given = address[name];
    const text = typeof given === 'string' ? given.trim() : '';
    const parameter = parameterOf(name, text);
    values[name] = parameter === undefined ? '' : text;
    if (parameter !== undefined) parameters[name] = parameter;
  }
  // A reason belongs to an action.
  if (!parameters.action) {
    values.reason = '';
    delete parameters.reason;
  }
  return { values, filter: query.parse(parameters) };
}

/** The address of a page of the trail with these filters. */
export function auditAddress(values: Partial<AuditValues>, cursor?: string): string {
  const parameters = new URLSearchParams();
  for (const name of names) {
    const value = values[name];
    if (value) parameters.set(name, value);
  }
  if (cursor) parameters.set('cursor', cursor);
  const text = parameters.toString();
  return text ? `/admin/audit?${text}` : '/admin/audit';
}
