import type { PathParams } from '../read-input.ts';

const isParameter = (part: string) => part.startsWith('{');

/** The values of a path's parameters, or null where it is another path. */
function paramsOf(pattern: readonly string[], parts: readonly string[]): PathParams | null {
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (!isParameter(expected)) {
      if (part !== expected) return null;
    } else if (part === '') return null;
    else params[expected.slice(1, -1)] = decodeURIComponent(part);
  }
  return params;
}

export type FoundPlace<Place> = { place: Place; params: PathParams };

/**
 * Finds whose path, as contracts write it, a path below /api/v1 is, spelled as `parseRequestTarget` gives it. What is
 * spelled out goes before a parameter.
 */
export function pathFinder<Place extends { path: string }>(places: readonly Place[]): (path: string) => FoundPlace<Place> | null {
  const parsed = places.map((place) => ({ place, pattern: place.path.split('/').slice(1) }));
  const fixed = new Map(parsed.filter(({ pattern }) => !pattern.some(isParameter)).map(({ place }) => [place.path, place]));
  const open = parsed
    .filter(({ pattern }) => pattern.some(isParameter))
    .sort((left, right) => left.pattern.filter(isParameter).length - right.pattern.filter(isParameter).length);
  const byLength = Map.groupBy(open, ({ pattern }) => pattern.length);
  return (path) => {
    const place = fixed.get(path);
    if (place) return { place, params: {} };
    const parts = path.split('/').slice(1);
    for (const candidate of byLength.get(parts.length) ?? []) {
      const params = paramsOf(candidate.pattern, parts);
      if (params) return { place: candidate.place, params };
    }
    return null;
  };
}
