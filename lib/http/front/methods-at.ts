import { contracts } from '#lib/contracts/index.ts';
import { pathFinder } from './path-finder.ts';

const prefix = '/api/v1';

type Place = { path: string; methods: string[] };

function listPlaces(): Place[] {
  return [...Map.groupBy(contracts, ({ path }) => path)].map(([path, found]) => {
    return { path, methods: found.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])) };
  });
}

let find: ReturnType<typeof pathFinder<Place>> | undefined;

/** The methods of the endpoint at this path, by its contracts; none where there is no endpoint. */
export function methodsAt(path: string): readonly string[] {
  find ??= pathFinder(listPlaces());
  return (path.startsWith(prefix) ? find(path.slice(prefix.length)) : null)?.place.methods ?? [];
}
