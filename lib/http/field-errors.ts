import type { core } from 'zod';
import type { FieldError } from '#lib/errors.ts';

type Issue = core.$ZodIssue;

function describe(issue: Issue): FieldError[] {
  const path = issue.path.map(String).join('.');
  const under = (key: string) => (path ? `${path}.${key}` : key);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: under(key), code: 'unknown_field', message: 'This field is not known.' }));
    case 'invalid_union':
      return unionErrors(issue, path);
    case 'invalid_type':
      return [
        issue.input === undefined
          ? { path, code: 'required', message: 'This field is required.' }
          : { path, code: 'invalid_type', message: issue.message },
      ];
    default:
      return [{ path, code: issue.code === 'custom' ? 'invalid_value' : issue.code, message: issue.message }];
  }
}

/** Of several possible shapes, the complaints about the one that was most nearly met. */
function unionErrors(issue: Extract<Issue, { code: 'invalid_union' }>, path: string): FieldError[] {
  const attempts = issue.errors.map((errors) => errors.flatMap(describe)).toSorted((a, b) => a.length - b.length);
  const nearest = attempts[0];
  if (!nearest || nearest.length === 0) return [{ path, code: 'invalid_union', message: issue.message }];
  return nearest.map((error) => ({ ...error, path: path ? `${path}.${error.path}` : error.path }));
}

/** zod's complaints as api.md's `details.fields`. */
export function toFieldErrors(issues: readonly Issue[]): FieldError[] {
  return issues.flatMap(describe);
}
