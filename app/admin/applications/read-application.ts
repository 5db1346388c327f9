import { readNamed } from '#app/read-named.ts';
import { findApplication } from '#lib/applications/list-applications.ts';
import { type ApplicationShape, getApplication } from '#lib/contracts/applications.ts';

/** The application that the address names; the 404 page where there is none. */
export function readApplication(params: Promise<{ application_id: string }>): Promise<ApplicationShape> {
  return readNamed(getApplication, params, ({ application_id }) => findApplication(application_id));
}
