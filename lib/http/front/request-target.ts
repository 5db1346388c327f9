/** Longest request target that is answered, in characters. */
export const maxTargetLength = 8192;

export type RequestTarget = { ok: true; path: string; search: string } | { ok: false; status: 400 | 414 };

const unreserved = /%(?:2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])/g;

/**
 * The path and query of a raw request target, in one spelling: `/%6cogin`, `/x/../login` and `http://other/login` are
 * all `/login`, so that limits and guards that look at the path cannot be walked around. The host in it is ignored.
 */
export function parseRequestTarget(raw: string | undefined): RequestTarget {
  if (raw === undefined || raw === '') return { ok: false, status: 400 };
  if (raw.length > maxTargetLength) return { ok: false, status: 414 };
  const [withoutFragment = ''] = raw.split('#', 1);
  const relative = withoutFragment.replace(/^https?:\/\/[^/?]*/i, '') || '/';
  const questionMark = relative.indexOf('?');
  const rawPath = questionMark === -1 ? relative : relative.slice(0, questionMark);
  const search = questionMark === -1 ? '' : relative.slice(questionMark);
  if (rawPath !== '' && !rawPath.startsWith('/')) return { ok: false, status: 400 };
  if (!decodes(relative)) return { ok: false, status: 400 };
  // Two slashes at the start would be read as a host.
  const { pathname } = new URL(`/${rawPath.replace(/^[/\\]+/, '')}`, 'http://localhost');
  const path = pathname.replace(/^\/{2,}/, '/').replace(unreserved, (encoded) => decodeURIComponent(encoded));
  return { ok: true, path, search };
}

function decodes(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes('\0');
  } catch {
    return false;
  }
}
