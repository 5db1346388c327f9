import type { Metadata } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getFormatter, getMessages, getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { readNamed } from '#app/read-named.ts';
import { ActionForm } from '#components/account/action-form.tsx';
import { FactList } from '#components/account/fact-list.tsx';
import { JobErrors } from '#components/admin/job-errors.tsx';
import { JobProgress } from '#components/admin/job-progress.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { QueryProvider } from '#components/layout/query-provider.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { getJob, listJobErrors, nameOwners } from '#lib/bulk/list-jobs.ts';
import { isOver } from '#lib/client/jobs.ts';
import { getJob as contract, type JobShape } from '#lib/contracts/jobs.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { freshUntil } from '#lib/sign-in/step-up.ts';
import { guardPage } from '../../guard-page.tsx';
import { cancelJob } from '../actions.ts';
import { describeRowErrors } from '../describe-row-errors.ts';

type JobPageProps = { params: Promise<{ job_id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('jobs');
  return { title: t('one') };
}

/** So many errors are shown; all of them are a link away. */
const shown = 100;

/** The way to the file that a job made. The file itself asks for a fresh proof, which the person gives first. */
async function FileLink({ job, actor, when }: { job: JobShape; actor: Actor; when: string }) {
  const t = await getTranslations('jobs');
  if (!job.result_url || job.owner_id !== actor.user.id) return null;
  const page = `/admin/jobs/${job.id}`;
  return (
    <div>
      {freshUntil(actor) ? (
        <a href={`/api/v1${page}/result`} download className={buttonVariants()}>
          {t('download')}
        </a>
      ) : (
        <PageLink href={`/step-up?redirect_to=${encodeURIComponent(page)}`} className={buttonVariants()}>
          {t('stepUpFirst')}
        </PageLink>
      )}
      <p className="mt-2 text-muted text-sm leading-6">{t('downloadText', { when })}</p>
    </div>
  );
}

export default async function JobPage({ params }: JobPageProps) {
  const { actor, denied } = await guardPage('admin.users.read');
  if (denied) return denied;
  const job = await readNamed(contract, params, ({ job_id }) => getJob(job_id));
  const [t, format, messages, error, names, errors] = await Promise.all([
    getTranslations('jobs'),
    getFormatter(),
    getMessages(),
    formErrorTexts(),
    nameOwners([job]),
    job.failed > 0 ? listJobErrors(job.id, { limit: shown, after: 0 }).then(describeRowErrors) : [],
  ]);
  const inWords = (date: string) =>
    format.dateTime(new Date(date), { dateStyle: 'medium', timeStyle: 'short', timeZone: actor.user.timezone });
  const over = isOver(job);
  return (
    <>
      <PageHeader
        title={job.action ? t(`actions.${job.action}`) : t(`kinds.${job.kind}`)}
        subtitle={t('by', { who: job.owner_id === actor.user.id ? t('you') : (names[job.owner_id] ?? t('unknownOwner')) })}
        actions={
          <PageLink href="/admin/jobs" className={buttonVariants({ variant: 'secondary' })}>
            {t('back')}
          </PageLink>
        }
      />
      <div className="space-y-6">
        <Card>
          <CardContent className="space-y-8">
            <NextIntlClientProvider messages={pickMessages(messages, ['jobs'])}>
              <QueryProvider>
                <JobProgress key={job.status} initial={job} />
              </QueryProvider>
            </NextIntlClientProvider>
            <FactList
              facts={[
                { term: t('created'), value: inWords(job.created_at) },
                ...(job.finished_at ? [{ term: t('finished'), value: inWords(job.finished_at) }] : []),
              ]}
            />
            <FileLink job={job} actor={actor} when={job.expires_at ? inWords(job.expires_at) : ''} />
            {over ? null : (
              <div>
                <p className="mb-4 text-muted text-sm leading-6">{t('cancelText')}</p>
                <ActionForm
                  action={cancelJob}
                  fields={{ id: job.id }}
                  variant="danger"
                  texts={{ submit: t('cancel'), pending: t('cancelling'), error }}
                >
                  <a href={`/admin/jobs/${job.id}`} className={buttonVariants({ variant: 'secondary' })}>
                    {t('reload')}
                  </a>
                </ActionForm>
              </div>
            )}
          </CardContent>
        </Card>
        <JobErrors job={job} errors={errors} />
      </div>
    </>
  );
}
