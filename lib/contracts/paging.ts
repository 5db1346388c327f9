import { z } from 'zod';

/** What every list takes besides its own filters (api.md, Lists). */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,512}$/, 'This is not a cursor.')
    .optional()
    .meta({ description: '`pagination.next_cursor` of the page before.' }),
  total: z.enum(['true', 'false']).optional().meta({ description: '`true` counts all entries as well.' }),
};

/** How a page of a list lies in the list. */
export type Pagination = { limit: number; next_cursor: string | null; has_more: boolean; total?: number };
