/** Where people land who did not ask for a page. */
export const defaultDestination = '/dashboard';

/**
 * The path to go to after a sign-in: a path on this origin as it was asked for, otherwise the dashboard.
 * Anything a browser could read as another origin or as a script is refused, never repaired.
 */
export function safeRedirect(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length === 0 || wanted.length > 2048) return defaultDestination;
  // Only printable ASCII: browsers drop tab and newline inside URLs, and fold full-width slashes and dots into ASCII ones.
  if (!/^\/[\x21-\x7e]*$/.test(wanted)) return defaultDestination;
  // A browser reads "\" as "/", so "/\evil" would leave the origin; a second slash would do so directly.
  if (wanted.includes('\\') || wanted.startsWith('//')) return defaultDestination;
  let url: URL;
  try {
    url = new URL(wanted, 'http://gatehouse.invalid');
  } catch {
    return defaultDestination;
  }
  if (url.origin !== 'http://gatehouse.invalid' || url.username || url.password) return defaultDestination;
  // Dot segments can resolve to a path that starts with two slashes ("/.//evil").
  if (url.pathname.startsWith('//') || /%(?:5c|2f|00|09|0a|0d)/i.test(url.pathname)) return defaultDestination;
  return url.pathname + url.search + url.hash;
}

/** The path with `redirect_to` added, when it is worth keeping. */
export function withRedirect(path: string, wanted: unknown): string {
  const destination = safeRedirect(wanted);
  if (destination === defaultDestination) return path;
  return `${path}${path.includes('?') ? '&' : '?'}redirect_to=${encodeURIComponent(destination)}`;
}
