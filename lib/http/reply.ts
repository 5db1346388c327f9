import type { Pagination } from '#lib/contracts/paging.ts';

/** A service's answer that is a file, piece by piece. Its name is ASCII. */
export class FileReply {
  readonly name: string;
  readonly mediaType: string;
  readonly content: AsyncIterator<Uint8Array>;

  constructor({ name, mediaType, content }: { name: string; mediaType: string; content: AsyncIterator<Uint8Array> }) {
    this.name = name;
    this.mediaType = mediaType;
    this.content = content;
  }
}

/** A service's answer where plain data is not enough: another status, cookies, or a redirect. */
export class Reply<T> {
  readonly data: T;
  readonly status: number | undefined;
  readonly cookies: readonly string[];
  /** Where a redirect (a 3xx of the contract) leads. */
  readonly location: string | undefined;
  /** The version of what is answered; becomes the ETag. */
  readonly version: number | string | undefined;
  /** Where a page of a list lies in the list. */
  readonly pagination: Pagination | undefined;

  constructor(
    data: T,
    options: { status?: number; cookies?: readonly string[]; location?: string; version?: number | string; pagination?: Pagination } = {},
  ) {
    this.data = data;
    this.status = options.status;
    this.cookies = options.cookies ?? [];
    this.location = options.location;
    this.version = options.version;
    this.pagination = options.pagination;
  }
}
