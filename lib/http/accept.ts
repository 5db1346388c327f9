type Range = { type: string; quality: number };

const weight = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

function parseRange(text: string): Range | null {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!/^(?:\*\/\*|[^\s/*]+\/(?:\*|[^\s/*]+))$/.test(type)) return null;
  const quality = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
  if (quality === undefined) return { type, quality: 1 };
  return weight.test(quality) ? { type, quality: Number(quality) } : null;
}

/** How much a caller wants a media type: the weight of the most specific range that it falls under (RFC 9110 §12.5.1). */
function qualityOf(ranges: readonly Range[], type: string): number {
  const [group] = type.split('/');
  for (const name of [type, `${group}/*`, '*/*']) {
    const range = ranges.find((each) => each.type === name);
    if (range) return range.quality;
  }
  return 0;
}

/**
 * Whether errors go to this caller as `application/problem+json`: where it is wanted more than plain JSON, or as much
 * and by name, as clients ask that take data as JSON and errors as problems. What cannot be read is not there.
 */
export function prefersProblem(accept: string | null): boolean {
  const ranges = (accept ?? '').split(',').flatMap((part) => parseRange(part) ?? []);
  const problem = qualityOf(ranges, 'application/problem+json');
  const plain = qualityOf(ranges, 'application/json');
  if (problem === 0 || problem < plain) return false;
  return problem > plain || ranges.some(({ type }) => type === 'application/problem+json');
}
