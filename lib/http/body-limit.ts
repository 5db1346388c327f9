import { maxImportBytes } from '#lib/contracts/import-limit.ts';

const usual = 64 * 1024;

const importPath = '/api/v1/admin/users/import';

/** Where a body may be larger: a hundred access tokens of the longest kind, for introspection; a file of users. */
const larger = new Map([
  ['/api/v1/auth/introspect/batch', 512 * 1024],
  [importPath, maxImportBytes],
]);

/** Whether the body is a file, which its service reads as it comes. */
export function isUpload(method: string | undefined, path: string): boolean {
  return method === 'POST' && path === importPath;
}

/** Largest request body of a path, in bytes (api.md). Another spelling of a path has the usual limit. */
export function maxBodyBytes(path: string): number {
  return larger.get(path) ?? usual;
}
