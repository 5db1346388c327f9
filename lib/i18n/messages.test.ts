import { describe, expect, it } from 'vitest';
import { settingControls } from '#components/admin/setting-controls.ts';
import { errorTable } from '#lib/errors.ts';
import { limitRows } from '#lib/rate-limit/limit-table.ts';
import { allPermissions } from '#lib/roles/catalogue.ts';
import { allScopes } from '#lib/roles/scopes.ts';
import de from './messages/de.json' with { type: 'json' };
import en from './messages/en.json' with { type: 'json' };

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [path, text] of flatten(value, `${prefix}${key}.`)) flat.set(path, text);
  }
  return flat;
}

/** Argument and tag names of an ICU message: `{count, plural, …}` → count, `<link>` → link. */
function placeholders(text: string): string[] {
  const names = [...text.matchAll(/\{\s*(\w+)\s*[,}]/g), ...text.matchAll(/<(\w+)>/g)].map((match) => match[1] ?? '');
  return [...new Set(names)].sort();
}

const english = flatten(en);
const german = flatten(de);

describe('messages', () => {
  it('English and German have the same keys', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('English and German have the same placeholders', () => {
    for (const [key, text] of english) expect(placeholders(german.get(key) ?? ''), key).toEqual(placeholders(text));
  });

  it('German has one word for a user', () => {
    for (const [key, text] of german) expect(text, key).not.toMatch(/\bNutzer/);
  });

  it('no message is empty', () => {
    for (const [key, text] of [...english, ...german]) expect(text.trim(), key).not.toBe('');
  });

  it('every error code has the texts of its page: what it means, when it comes, what to do', () => {
    for (const code of Object.keys(errorTable)) {
      expect(english.has(`errors.${code}`), code).toBe(true);
      expect(english.has(`remedies.${code}`), code).toBe(true);
      expect(english.has(`occasions.${code}`), code).toBe(true);
    }
  });
  it('every limit, scope and choice of a setting has its name', () => {
    const options = Object.entries(settingControls).flatMap(([name, control]) =>
      'options' in control ? control.options.map((value) => `settings.fields.${name}.options.${value}`) : [],
    );
    const groups = allPermissions.map((name) => name.split('.').at(-2));
    const named = [
      ...limitRows.map(([name]) => `limits.rows.${name}`),
      ...allScopes.map((name) => `apiKeys.scopeNames.${name}`),
      ...groups.map((name) => `adminRoles.groups.${name}`),
      ...options,
    ];
    expect(named.filter((key) => !english.has(key))).toEqual([]);
  });
});
