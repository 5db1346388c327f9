import { z } from 'zod';
import { pageQuery } from '#lib/contracts/paging.ts';
import { ServiceError } from '#lib/errors.ts';

const cursorQuery = z.object({ cursor: pageQuery.cursor });

/** How many entries a page of the console shows. */
const limit = 20;

/**
 * The page of a list that the address of a page asks for; one that was mistyped, or whose cursor is for another list,
 * shows the first.
 */
export async function pageFromAddress<Page extends object>(
  query: Record<string, string | string[] | undefined>,
  read: (options: { limit: number; cursor: string | undefined }) => Promise<Page>,
): Promise<Page & { cursor: string | undefined }> {
  const cursor = cursorQuery.safeParse({ cursor: query.cursor }).data?.cursor;
  try {
    return { ...(await read({ limit, cursor })), cursor };
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'VALIDATION_FAILED')) throw error;
    return { ...(await read({ limit, cursor: undefined })), cursor: undefined };
  }
}
