import { type ErrorCode, errorTable } from '#lib/errors.ts';
import type { Method } from './methods.ts';
import { banner } from './types-source.ts';

type Branch = { method?: Method; children: Map<string, Branch> };

function treeOf(methods: readonly Method[]): Branch {
  const root: Branch = { children: new Map() };
  for (const method of methods) {
    let branch = root;
    for (const part of method.place) {
      const next: Branch = branch.children.get(part) ?? { children: new Map() };
      branch.children.set(part, next);
      branch = next;
    }
    branch.method = method;
  }
  return root;
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `(sessionId: string, options?: RequestOptions) => Promise<Types.RevokeSessionData>`, written with `arrow` before the answer. */
function signature(method: Method, arrow: ':' | ' =>'): string {
  const { params, input, inputOptional, typeName } = method;
  const parameters = params.map((name) => `${camel(name)}: string`);
  if (input !== 'none') parameters.push(`${input}${inputOptional ? '?' : ''}: Types.${typeName}${input === 'body' ? 'Body' : 'Query'}`);
  if (!method.redirect) parameters.push('options?: RequestOptions');
  const data = method.list ? `Listing<Types.${typeName}Item>` : `Promise<Types.${typeName}Data>`;
  return `(${parameters.join(', ')})${arrow} ${method.redirect ? 'URL' : data}`;
}

function errorsOf(codes: readonly ErrorCode[]): string[] {
  return codes.length > 0 ? ['', `Errors of its own: ${codes.map((code) => `\`${code}\` (${errorTable[code].status})`).join(', ')}.`] : [];
}

function comment({ contract }: Method, indent: string): string {
  const { access } = contract;
  const asks = [
    'permission' in access ? `Needs the permission \`${access.permission}\`.` : '',
    'organization' in access ? `Needs the permission \`${access.organization}\` in the organization.` : '',
    'stepUp' in access && access.stepUp ? 'Asks for a fresh proof (`onStepUp`).' : '',
  ].filter(Boolean);
  const lines = [
    `${contract.summary}. \`${contract.method} ${contract.path}\``,
    ...(contract.description ? ['', contract.description] : []),
    ...(asks.length > 0 ? ['', asks.join(' ')] : []),
    ...errorsOf(contract.errors),
  ];
  const text = lines.map((line) => `${indent} * ${line.replaceAll('*/', '*\\/')}`.trimEnd()).join('\n');
  return `${indent}/**\n${text}\n${indent} */\n`;
}

function typeOf(branch: Branch, depth: number): string {
  const indent = '  '.repeat(depth);
  const members = [...branch.children].map(([name, child]) => {
    const note = child.method && child.children.size === 0 ? comment(child.method, indent) : '';
    const type = child.method && child.children.size === 0 ? signature(child.method, ' =>') : typeOf(child, depth + 1);
    return `${note}${indent}${name}: ${type};\n`;
  });
  // With endpoints below it, it can be called and has members.
  const call = branch.method ? `${comment(branch.method, indent)}${indent}${signature(branch.method, ':')};\n` : '';
  return `{\n${call}${members.join('')}${'  '.repeat(depth - 1)}}`;
}

function row({ contract, params, input, list, redirect, place }: Method): string {
  const fields = [
    `name: '${place.join('.')}'`,
    `method: '${contract.method}'`,
    `path: '${contract.path}'`,
    ...(params.length > 0 ? [`params: ${params.length}`] : []),
    ...(input === 'none' ? (contract.body ? ["input: 'empty'"] : []) : [`input: '${input}'`]),
    ...(contract.readOnly ? ['readOnly: true'] : []),
    ...(list ? ['list: true'] : []),
    ...(redirect ? ['redirect: true'] : []),
    ...('anyone' in contract.access ? ['anonymous: true'] : []),
  ];
  return `  { ${fields.join(', ')} },\n`;
}

/** The source of the client's methods as a type, and of the table they are made of when it runs. */
export function endpointsSource(methods: readonly Method[]): string {
  return `${banner}
import type { Endpoint } from '../endpoint.ts';
import type { Listing } from '../listing.ts';
import type { RequestOptions } from '../request-options.ts';
import type * as Types from './types.ts';

/** Every endpoint of the API, in the order of its paths. */
export type GatehouseApi = ${typeOf(treeOf(methods), 1)};

export const endpoints: readonly Endpoint[] = [
${methods.map(row).join('')}];
`;
}
