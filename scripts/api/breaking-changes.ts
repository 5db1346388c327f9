type Json = { [key: string]: unknown };

export type OpenApi = { paths: Record<string, Record<string, Operation>>; components?: { schemas?: Record<string, Schema> } };
type Operation = {
  operationId?: string;
  deprecated?: boolean;
  security?: Json[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: Schema }> };
  responses: Record<string, { headers?: Json; content?: Record<string, { schema?: Schema }> }>;
};
type Parameter = { name: string; in: string; required?: boolean; schema?: Schema };
type Schema = Json & {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
};

/** A schema with the document that its references lead into. */
type Placed = { schema: Schema; document: OpenApi };

/** `answer`: on the way back to the caller, where additions are forgiven. `seen`: a shape may hold itself. */
type Walk = { direction: 'request' | 'answer'; seen: readonly (readonly [Schema, Schema])[] };

const inRequest: Walk = { direction: 'request', seen: [] };
const inAnswer: Walk = { direction: 'answer', seen: [] };

function resolved({ schema, document }: Placed): Placed {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  const target = name === undefined ? undefined : document.components?.schemas?.[name];
  return target ? resolved({ schema: target, document }) : { schema, document };
}

function typesOf({ type }: Schema): Set<string> | null {
  if (type === undefined) return null;
  return new Set(Array.isArray(type) ? type : [type]);
}

function valuesOf({ const: only, enum: several }: Schema): unknown[] | null {
  if (only !== undefined) return [only];
  return several ?? null;
}

const lowerBounds = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'];
const upperBounds = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'];

function boundFindings(from: Schema, to: Schema, path: string): string[] {
  const tighter = (name: string, isTighter: (before: number, after: number) => boolean) => {
    const [before, after] = [from[name], to[name]];
    if (typeof after !== 'number') return [];
    return typeof before !== 'number' || isTighter(before, after) ? [`${path}: ${name} is ${after}, was ${before ?? 'open'}`] : [];
  };
  return [
    ...lowerBounds.flatMap((name) => tighter(name, (before, after) => after > before)),
    ...upperBounds.flatMap((name) => tighter(name, (before, after) => after < before)),
    // Which of two expressions takes more cannot be told in general, so any other one counts.
    ...['pattern', 'format'].flatMap((name) =>
      to[name] !== undefined && to[name] !== from[name] ? [`${path}: ${name} is ${to[name]}, was ${from[name] ?? 'open'}`] : [],
    ),
  ];
}

function objectFindings(from: Placed, to: Placed, path: string, walk: Walk): string[] {
  const [before, after] = [from.schema, to.schema];
  const findings: string[] = [];
  for (const name of after.required ?? []) {
    if (before.required?.includes(name)) continue;
    findings.push(walk.direction === 'request' ? `${path}.${name}: is required` : `${path}.${name}: is not always there any more`);
  }
  for (const [name, schema] of Object.entries(before.properties ?? {})) {
    const other = after.properties?.[name];
    if (other)
      findings.push(...narrowings({ schema, document: from.document }, { schema: other, document: to.document }, `${path}.${name}`, walk));
    else if (after.additionalProperties === false) findings.push(`${path}.${name}: is gone`);
  }
  const [more, others] = [before.additionalProperties, after.additionalProperties];
  if (typeof more === 'object' && typeof others === 'object')
    findings.push(...narrowings({ schema: more, document: from.document }, { schema: others, document: to.document }, `${path}.*`, walk));
  return findings;
}

/** The ways in which `to` takes less than `from`. */
function narrowings(fromPlace: Placed, toPlace: Placed, path: string, walk: Walk): string[] {
  const [from, to] = [resolved(fromPlace), resolved(toPlace)];
  if (walk.seen.some(([before, after]) => before === from.schema && after === to.schema)) return [];
  const deeper: Walk = { ...walk, seen: [...walk.seen, [from.schema, to.schema]] };
  const choices = ({ schema, document }: Placed): Placed[] | null =>
    (schema.anyOf ?? schema.oneOf)?.map((each) => ({ schema: each, document })) ?? null;
  const [fromChoices, toChoices] = [choices(from), choices(to)];
  if (fromChoices || toChoices) {
    return (fromChoices ?? [from]).flatMap((choice, index) => {
      const attempts = (toChoices ?? [to]).map((other) => narrowings(choice, other, path, deeper));
      const nearest = attempts.toSorted((left, right) => left.length - right.length)[0] ?? [`${path}: is gone`];
      return nearest.length > 0 && attempts.length > 1 ? [`${path}: form ${index + 1} is not taken any more (${nearest[0]})`] : nearest;
    });
  }
  const findings: string[] = [];
  for (const [index, part] of (to.schema.allOf ?? []).entries()) {
    const before = from.schema.allOf?.[index];
    if (!before) findings.push(`${path}: has a further condition`);
    else findings.push(...narrowings({ schema: before, document: from.document }, { schema: part, document: to.document }, path, deeper));
  }
  const [fromTypes, toTypes] = [typesOf(from.schema), typesOf(to.schema)];
  const takes = (type: string) => !toTypes || toTypes.has(type) || (type === 'integer' && toTypes.has('number'));
  const lost = fromTypes ? [...fromTypes].filter((type) => !takes(type)) : toTypes ? ['any'] : [];
  if (lost.length > 0) return [...findings, `${path}: type ${lost.join(', ')} became ${[...(toTypes ?? [])].join(', ')}`];
  const [fromValues, toValues] = [valuesOf(from.schema), valuesOf(to.schema)];
  // On the way back a further value is an addition (api.md: answers may gain).
  if (toValues && !(walk.direction === 'answer' && fromValues)) {
    const gone = (fromValues ?? ['anything']).filter((value) => !toValues.includes(value));
    if (gone.length > 0) findings.push(`${path}: ${gone.map(String).join(', ')} ${gone.length > 1 ? 'are' : 'is'} not taken any more`);
  }
  findings.push(...boundFindings(from.schema, to.schema, path), ...objectFindings(from, to, path, deeper));
  if (from.schema.items && to.schema.items)
    findings.push(
      ...narrowings(
        { schema: from.schema.items, document: from.document },
        { schema: to.schema.items, document: to.document },
        `${path}[]`,
        deeper,
      ),
    );
  return findings;
}

/** Fields of an answer that are not there any more, whether or not they always were. */
function lostFields(before: Placed, after: Placed, path: string, seen: readonly Schema[] = []): string[] {
  const [old, now] = [resolved(before), resolved(after)];
  if (seen.includes(old.schema)) return [];
  const within = [...seen, old.schema];
  const place = (schema: Schema, { document }: Placed): Placed => ({ schema, document });
  const own = Object.entries(old.schema.properties ?? {}).flatMap(([name, schema]) => {
    const other = now.schema.properties?.[name];
    if (!other) return now.schema.properties ? [`${path}.${name}: is gone`] : [];
    return lostFields(place(schema, old), place(other, now), `${path}.${name}`, within);
  });
  if (old.schema.items && now.schema.items)
    own.push(...lostFields(place(old.schema.items, old), place(now.schema.items, now), `${path}[]`, within));
  return own;
}

type Sides<T> = { before: T; after: T };

function parameterFindings(documents: Sides<OpenApi>, { before, after }: Sides<Operation>, at: string): string[] {
  const key = ({ name, in: place }: Parameter) => `${place} ${name}`;
  const later = new Map((after.parameters ?? []).map((parameter) => [key(parameter), parameter]));
  const earlier = new Map((before.parameters ?? []).map((parameter) => [key(parameter), parameter]));
  const findings: string[] = [];
  for (const [name, parameter] of earlier) {
    const now = later.get(name);
    if (!now) findings.push(`${at} ${name}: is gone`);
    else
      findings.push(
        ...narrowings(
          { schema: parameter.schema ?? {}, document: documents.before },
          { schema: now.schema ?? {}, document: documents.after },
          `${at} ${name}`,
          inRequest,
        ),
      );
  }
  for (const [name, { required }] of later) if (required && !earlier.get(name)?.required) findings.push(`${at} ${name}: is required`);
  return findings;
}

function bodyFindings(documents: Sides<OpenApi>, { before, after }: Sides<Operation>, at: string): string[] {
  const [old, now] = [before.requestBody, after.requestBody];
  if (!old) return now?.required ? [`${at} body: is required`] : [];
  if (!now) return [`${at} body: is not taken any more`];
  const findings = now.required && !old.required ? [`${at} body: is required`] : [];
  for (const [media, { schema = {} }] of Object.entries(old.content)) {
    const other = now.content[media];
    if (!other) findings.push(`${at} body: ${media} is not taken any more`);
    else
      findings.push(
        ...narrowings(
          { schema, document: documents.before },
          { schema: other.schema ?? {}, document: documents.after },
          `${at} body`,
          inRequest,
        ),
      );
  }
  return findings;
}

function responseFindings(documents: Sides<OpenApi>, { before, after }: Sides<Operation>, at: string): string[] {
  const findings: string[] = [];
  for (const [status, old] of Object.entries(before.responses)) {
    const now = after.responses[status];
    if (!now) {
      findings.push(`${at} ${status}: is gone`);
      continue;
    }
    for (const name of Object.keys(old.headers ?? {}))
      if (!now.headers || !(name in now.headers)) findings.push(`${at} ${status} header ${name}: is gone`);
    for (const [media, { schema = {} }] of Object.entries(old.content ?? {})) {
      const other = now.content?.[media];
      const [earlier, later] = [
        { schema, document: documents.before },
        { schema: other?.schema ?? {}, document: documents.after },
      ];
      if (!other) findings.push(`${at} ${status}: ${media} is gone`);
      // What is answered now must be something that was answered before. Errors may gain codes.
      else if (Number(status) < 400)
        findings.push(...narrowings(later, earlier, `${at} ${status}`, inAnswer), ...lostFields(earlier, later, `${at} ${status}`));
      else findings.push(...lostFields(earlier, later, `${at} ${status}`));
    }
  }
  return findings;
}

function securityFindings({ before, after }: Sides<Operation>, at: string): string[] {
  const names = ({ security = [] }: Operation) => security.map((each) => Object.keys(each).sort().join(' + '));
  const [old, now] = [names(before), names(after)];
  if (old.length === 0) return now.length > 0 ? [`${at}: needs credentials`] : [];
  if (now.length === 0) return [];
  return old.filter((name) => !now.includes(name)).map((name) => `${at}: ${name} is not accepted any more`);
}

function operationFindings(documents: Sides<OpenApi>, operations: Sides<Operation>, at: string): string[] {
  const { before, after } = operations;
  const renamed = before.operationId !== after.operationId ? [`${at}: operationId is ${after.operationId}, was ${before.operationId}`] : [];
  return [
    ...renamed,
    ...securityFindings(operations, at),
    ...parameterFindings(documents, operations, at),
    ...bodyFindings(documents, operations, at),
    ...responseFindings(documents, operations, at),
  ];
}

/**
 * What `after` breaks for clients of `before`: requests that were taken must still be, answers must be such as were given
 * before, with additions. Only an operation that was released as deprecated may go. One line each, sorted.
 */
export function breakingChanges(before: OpenApi, after: OpenApi): string[] {
  const findings: string[] = [];
  for (const [path, operations] of Object.entries(before.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const at = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      if (now) findings.push(...operationFindings({ before, after }, { before: operation, after: now }, at));
      else if (!operation.deprecated) findings.push(`${at}: is gone`);
    }
  }
  return [...new Set(findings)].sort();
}
