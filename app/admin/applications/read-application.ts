import { notFound } from 'next/navigation';
import { findApplication } from '#lib/applications/list-applications.ts';
import { type ApplicationShape, getApplication } from '#lib/contracts/applications.ts';

/** The application that the address names; the 404 page where there is none. */
export async function readApplication(params: Promise<{ application_id: string }>): Promise<ApplicationShape> {
  const parsed = getApplication.params.safeParse(await params);
  return (parsed.success && (await findApplication(parsed.data.application_id))) || notFound();
}
