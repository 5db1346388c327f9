const day = 24 * 60 * 60 * 1000;

const choices: Record<string, readonly string[]> = {
  status: ['', '', '', 'active', 'pending', 'suspended', 'deletion_scheduled'],
  role: ['', '', '', 'user', 'moderator'],
  mfa: ['', '', 'true', 'false'],
  verified: ['', '', 'true', 'false'],
  provider: ['', '', '', 'google', 'github'],
  sort: ['', '', 'created_at', '-last_sign_in_at', 'last_sign_in_at'],
  search: ['', '', '', '', 'ada', 'lovham', 'ad'],
};
const times = [
  'created_after=400&created_before=370',
  'created_after=720&created_before=600',
  'last_seen_after=20',
  'last_seen_before=400',
];

/** The same numbers from 0 to 1 each time, so that two runs ask the same (Park and Miller's generator). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Queries of the list with any filters, searches and orders together, also such as exclude each other. */
export function anyFilters(count: number): string[] {
  const next = numbersFrom(20_261_122);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(next() * items.length)];
  return Array.from({ length: count }, () => {
    const query = new URLSearchParams();
    for (const [name, values] of Object.entries(choices)) {
      const value = pick(values);
      if (value) query.set(name, value);
    }
    for (const [name, ago] of new URLSearchParams(next() < 0.5 ? pick(times) : ''))
      query.set(name, new Date(Date.now() - Number(ago) * day).toISOString());
    return `?${query}`;
  });
}
