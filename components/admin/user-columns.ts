/** What the list of users can show of each besides who they are, in the order in which it does. */
export const userColumns = ['status', 'pool', 'username', 'roles', 'factor', 'verified', 'created', 'seen', 'locale', 'id'] as const;
export type UserColumn = (typeof userColumns)[number];

/** What it shows unless told otherwise. */
export const usualColumns: readonly UserColumn[] = ['status', 'roles', 'factor', 'created', 'seen'];
