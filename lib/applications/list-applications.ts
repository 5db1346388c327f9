import type { ApplicationShape } from '#lib/contracts/applications.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import { db } from '#lib/db/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import { ServiceError } from '#lib/errors.ts';
import { presentApplication } from './present-application.ts';

export type ApplicationPage = { applications: ApplicationShape[]; pagination: Pagination };

/** A page of all applications, newest first. */
export async function listApplications(options: PageOptions): Promise<ApplicationPage> {
  const { rows, pagination } = await readPage('applications', options, {
    find: (page) => db().application.findMany(page),
    count: () => db().application.count(),
  });
  return { applications: rows.map(presentApplication), pagination };
}

/** One application; null when there is none with this id. */
export async function findApplication(id: string): Promise<ApplicationShape | null> {
  const row = await db().application.findUnique({ where: { id } });
  return row && presentApplication(row);
}

/** One application. NOT_FOUND when there is none with this id. */
export async function getApplication(id: string): Promise<ApplicationShape> {
  const application = await findApplication(id);
  if (!application) throw new ServiceError('NOT_FOUND');
  return application;
}
