const usual = 64 * 1024;

/** Where a body may be larger. A hundred access tokens of the longest kind, for introspection. */
const larger = new Map([['/api/v1/auth/introspect/batch', 512 * 1024]]);

/** Largest request body of a path, in bytes (api.md). Another spelling of a path has the usual limit. */
export function maxBodyBytes(path: string): number {
  return larger.get(path) ?? usual;
}
