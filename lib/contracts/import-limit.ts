/** The largest file of users that is taken. On its own, because the HTTP front needs it before anything else is loaded. */
export const maxImportBytes = 50 * 1024 * 1024;
