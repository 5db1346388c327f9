/** Bodies that the HTTP front holds back for their service, by request id. Next reads a body into memory for its middleware. */
type Held = Map<string, AsyncIterable<Uint8Array>>;

const key = Symbol.for('gatehouse.uploads');
const holder = globalThis as { [key]?: Held };

/** On globalThis: the front and the route handlers are bundled apart. */
function held(): Held {
  holder[key] ??= new Map();
  return holder[key];
}

/** Keeps a body for the service of this request; answers how to forget it, when the request is over. */
export function holdUpload(requestId: string, body: AsyncIterable<Uint8Array>): () => void {
  held().set(requestId, body);
  return () => void held().delete(requestId);
}

/** The body of this request, once; null where the front held none back. */
export function takeUpload(requestId: string): AsyncIterable<Uint8Array> | null {
  const body = held().get(requestId) ?? null;
  held().delete(requestId);
  return body;
}
