/** A service's answer where plain data is not enough: another status, cookies, or a redirect. */
export class Reply<T> {
  readonly data: T;
  readonly status: number | undefined;
  readonly cookies: readonly string[];
  /** Where a redirect (a 3xx of the contract) leads. */
  readonly location: string | undefined;

  constructor(data: T, options: { status?: number; cookies?: readonly string[]; location?: string } = {}) {
    this.data = data;
    this.status = options.status;
    this.cookies = options.cookies ?? [];
    this.location = options.location;
  }
}
