/** The time zones to choose from. The server's list, so that the select is the same before and after the script has started. */
export function timezoneChoices(current: string): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', current])].sort();
}
