/** The condition for rows that are good after `moment`; those without an end always are. */
export function unexpired(moment: Date) {
  return { OR: [{ expiresAt: null }, { expiresAt: { gt: moment } }] };
}
