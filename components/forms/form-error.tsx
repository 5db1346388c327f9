import { Alert } from '#components/ui/alert.tsx';
import type { FormProblem } from './form-state.ts';

export type FormErrorTexts = { requestId: string };

/** What went wrong, what to do, and the request id for support. Nothing is drawn when nothing is wrong. */
export function FormError({ problem, texts }: { problem: FormProblem | null; texts: FormErrorTexts }) {
  if (!problem) return null;
  return (
    <Alert tone="danger" role="alert" title={problem.message} className="mb-6">
      {problem.remedy ? <p>{problem.remedy}</p> : null}
      {problem.requestId ? (
        <p className="mt-1 text-xs leading-5 opacity-85">
          {texts.requestId} <code className="break-all font-mono">{problem.requestId}</code>
        </p>
      ) : null}
    </Alert>
  );
}
