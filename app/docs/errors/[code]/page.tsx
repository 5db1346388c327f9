import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { FactList } from '#components/account/fact-list.tsx';
import { ExampleBody } from '#components/docs/example-body.tsx';
import { InlineCode } from '#components/docs/inline-code.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { type ErrorCode, errorTable } from '#lib/errors.ts';
import { exampleError } from '#lib/http/example-error.ts';

const inLines = (body: unknown) => JSON.stringify(body, null, 2);

type ErrorPageProps = { params: Promise<{ code: string }> };

/** The code of the address; lower case and dashes are fine too. */
async function readCode(params: ErrorPageProps['params']): Promise<ErrorCode> {
  const wanted = (await params).code.toUpperCase().replaceAll('-', '_');
  if (!Object.hasOwn(errorTable, wanted)) notFound();
  return wanted as ErrorCode;
}

export async function generateMetadata({ params }: ErrorPageProps): Promise<Metadata> {
  return { title: await readCode(params) };
}

export default async function ErrorCodePage({ params }: ErrorPageProps) {
  const [code, t] = await Promise.all([readCode(params), getTranslations()]);
  return (
    <>
      <PageHeader title={code} subtitle={t(`errors.${code}`)} />
      <div className="rounded-card border border-line bg-surface p-6 shadow-card">
        <FactList
          facts={[
            { term: t('errorDocs.status'), value: <span className="font-mono">{errorTable[code].status}</span> },
            { term: t('errorDocs.message'), value: errorTable[code].message },
            { term: t('errorDocs.remedy'), value: t(`remedies.${code}`) },
          ]}
        />
        <h2 className="mt-6 border-line border-t pt-6 text-faint text-xs">{t('errorDocs.when')}</h2>
        <p className="mt-1 max-w-prose text-sm leading-6">
          <InlineCode text={t(`occasions.${code}`)} />
        </p>
      </div>
      <div className="mt-6 grid gap-6 lg:grid-cols-2">
        <ExampleBody title={t('errorDocs.example')} body={inLines(exampleError(code))} />
        <ExampleBody
          title={t('errorDocs.exampleProblem')}
          text={t('errorDocs.exampleProblemText')}
          body={inLines(exampleError(code, 'application/problem+json'))}
        />
      </div>
    </>
  );
}
