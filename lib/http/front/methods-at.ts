import { contracts } from '#lib/contracts/index.ts';

type Place = { parts: string[]; parameters: number; methods: string[] };

const isParameter = (part: string) => part.startsWith('{');

function listPlaces(): Place[] {
  const byPath = Map.groupBy(contracts, ({ path }) => path);
  return [...byPath]
    .map(([path, found]) => {
      const parts = path.split('/').slice(1);
      const methods = found.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
      return { parts, parameters: parts.filter(isParameter).length, methods };
    })
    .sort((left, right) => left.parameters - right.parameters);
}

let places: Place[] | undefined;

/** The methods of the endpoint at this path below /api/v1, by its contracts; none where there is no endpoint. */
export function methodsAt(path: string): readonly string[] {
  places ??= listPlaces();
  const parts = path.replace(/^\/api\/v1\//, '').split('/');
  const matches = (place: Place) =>
    place.parts.length === parts.length &&
    place.parts.every((part, index) => (isParameter(part) ? parts[index] !== '' : part === parts[index]));
  return places.find(matches)?.methods ?? [];
}
