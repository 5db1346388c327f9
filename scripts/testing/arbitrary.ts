import fc from 'fast-check';

type Schema = {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  example?: unknown;
  examples?: unknown[];
};

/** Text that has broken parsers before. */
const troublesome = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  'é\u0301',
  '😀'.repeat(40),
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '%00',
  '__proto__',
  'constructor',
  'null',
  '-1',
  '1e400',
  '9'.repeat(30),
];

function patterned(pattern: string): fc.Arbitrary<string> | null {
  try {
    const arbitrary = fc.stringMatching(new RegExp(pattern));
    // Some expressions are refused only when the first text is made.
    fc.sample(arbitrary, { numRuns: 1, seed: 1 });
    return arbitrary;
  } catch {
    return null;
  }
}

function text({ pattern, format, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<unknown> {
  if (format === 'email') return fc.emailAddress();
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((date) => date.toISOString());
  if (format === 'uri') return fc.webUrl();
  const plain = fc.string({ minLength: Math.min(minLength, 200), maxLength: Math.min(maxLength, 200), unit: 'grapheme' });
  return (pattern && patterned(pattern)) || plain;
}

function object({ properties = {}, required = [], additionalProperties }: Schema, root: Schema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, arbitraryOf(schema, root)]));
  const declared = fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
  if (typeof additionalProperties !== 'object' || Object.keys(properties).length > 0) return declared;
  return fc.dictionary(fc.string({ maxLength: 20 }), arbitraryOf(additionalProperties, root), { maxKeys: 4 });
}

function ofType(type: string | undefined, schema: Schema, root: Schema): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min: Math.max(schema.minimum ?? -1000, -(2 ** 31)), max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}, root), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, (schema.minItems ?? 0) + 4),
      });
    case 'object':
      return object(schema, root);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function withoutExamples(schema: Schema, root: Schema): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return arbitraryOf(root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}, root);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => arbitraryOf(choice, root)));
  const [only] = schema.allOf ?? [];
  if (only) return arbitraryOf(only, root);
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return fc.oneof(...types.map((type) => ofType(type, schema, root)));
}

/** Values that a JSON schema describes. What it cannot say (refinements, transformations) they may miss: examples help. */
export function arbitraryOf(schema: Schema, root: Schema = schema): fc.Arbitrary<unknown> {
  const made = withoutExamples(schema, root);
  const examples = [...(schema.example === undefined ? [] : [schema.example]), ...(schema.examples ?? [])];
  return examples.length > 0 ? fc.oneof(fc.constantFrom(...examples), made) : made;
}

const wrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...troublesome),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, [], {}, true, 0, -1, 1e300, { $gt: '' }, [[[[]]]], 'x'.repeat(2000)),
);

type Mutation = { kind: 'replace' | 'remove' | 'add'; at: number; name: string; value: unknown };

function mutate(value: unknown, mutations: readonly Mutation[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return mutations[0]?.value;
  const changed: Record<string, unknown> = { ...value };
  for (const { kind, at, name, value: replacement } of mutations) {
    const names = Object.keys(changed);
    const chosen = kind === 'add' || names.length === 0 ? name : (names[at % names.length] ?? name);
    if (kind === 'remove') delete changed[chosen];
    else Object.defineProperty(changed, chosen, { value: replacement, enumerable: true, configurable: true, writable: true });
  }
  return changed;
}

/** The given values with fields replaced, removed or added, and sometimes something else altogether. */
export function mutated(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const mutation = fc.record<Mutation>({
    kind: fc.constantFrom('replace', 'replace', 'remove', 'add'),
    at: fc.nat(20),
    name: fc.oneof(fc.constantFrom(...troublesome.filter((each) => each !== '__proto__')), fc.string({ maxLength: 20 })),
    value: wrong,
  });
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(values, fc.array(mutation, { minLength: 1, maxLength: 3 })).map(([value, mutations]) => mutate(value, mutations)),
    },
    { weight: 1, arbitrary: wrong },
  );
}
