import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { methodName } from './method-name.ts';

/** One endpoint as a method of the client. */
export type Method = {
  contract: Endpoint;
  /** `['users', 'me', 'sessions', 'list']` */
  place: readonly string[];
  params: readonly string[];
  /** What the method takes besides the parameters of its path; `none` sends an empty object where a body is due. */
  input: 'body' | 'query' | 'none';
  inputOptional: boolean;
  /** The answer is a list, page by page or whole. */
  list: boolean;
  /** The browser goes there by itself: the method only answers the address. */
  redirect: boolean;
  /** What its types are called. */
  typeName: string;
};

function inputOf({ body, query }: Endpoint): Pick<Method, 'input' | 'inputOptional'> {
  const schema = body ?? query;
  if (!schema) return { input: 'none', inputOptional: true };
  const empty = 'shape' in schema && Object.keys(schema.shape as object).length === 0;
  if (empty) return { input: 'none', inputOptional: true };
  return { input: body ? 'body' : 'query', inputOptional: schema.safeParse({}).success };
}

function isArray(schema: Endpoint['responses'][number] | undefined): boolean {
  return schema?.type === 'array';
}

/** Whether an endpoint is a method of the client: files are not, whose bodies are no JSON. */
export function isMethod({ file, upload }: Endpoint): boolean {
  return !file && !upload;
}

/** Every endpoint as a method, each with a name of its own. */
export function describeMethods(contracts: readonly Endpoint[]): Method[] {
  const taken = new Set<string>();
  return contracts.filter(isMethod).map((contract) => {
    let name = methodName(contract);
    if (taken.has(name)) name = [...name.split('.').slice(0, -1), contract.id].join('.');
    if (taken.has(name)) throw new Error(`Two endpoints are called ${name} in the client.`);
    taken.add(name);
    const statuses = Object.keys(contract.responses).map(Number);
    return {
      contract,
      place: name.split('.'),
      params: [...contract.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''),
      ...inputOf(contract),
      list: contract.method === 'GET' && isArray(contract.responses[200]),
      redirect: statuses.every((status) => status >= 300),
      typeName: `${contract.id.charAt(0).toUpperCase()}${contract.id.slice(1)}`,
    };
  });
}
