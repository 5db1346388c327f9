import { contentVersion, entityTag, isKnown } from './entity-tag.ts';

/** Answers a document that is the same for everybody until the next start: made once, with an ETag. */
export function publishedDocument(contentType: string, make: () => string): (request: Request) => Response {
  let made: { body: string; version: string } | undefined;
  return (request) => {
    if (!made) {
      const body = make();
      made = { body, version: contentVersion(body) };
    }
    const headers = { 'Content-Type': contentType, 'Cache-Control': 'public, max-age=300', ETag: entityTag(made.version) };
    if (isKnown(request.headers.get('if-none-match'), made.version)) return new Response(null, { status: 304, headers });
    return new Response(made.body, { headers });
  };
}
