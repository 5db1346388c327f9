/** What every method takes after its own arguments. */
export type RequestOptions = {
  /** Ends the request, and the wait for it: `AbortSignal.timeout(5000)`. */
  signal?: AbortSignal;
  /** Names this write, so that repeating it does nothing twice (24 hours). Without one the client makes its own. */
  idempotencyKey?: string;
  /** The `ETag` of what is changed; `PRECONDITION_FAILED` when somebody was faster. */
  ifMatch?: string;
  headers?: Record<string, string>;
  /** Sees the response before its body is read, for instance to keep its `ETag`. */
  onResponse?: (response: Response) => void;
};
