export type ActivityAddress = { kind?: string | undefined; result?: string | undefined; cursor?: string | undefined };

/** Where a filtered page of the activity lives: everything is in the address, so it can be kept and shared between devices. */
export function activityAddress(parts: ActivityAddress): string {
  const query = new URLSearchParams(Object.entries(parts).filter((part): part is [string, string] => Boolean(part[1])));
  return query.size > 0 ? `/security/activity?${query}` : '/security/activity';
}
