'use client';

import { Copy, Smartphone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { CodeField } from '#components/forms/code-field.tsx';
import { FormError } from '#components/forms/form-error.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { BackupCodes } from './backup-codes.tsx';
import { initialSetupState, type SetupState } from './setup-state.ts';

type AuthenticatorSetupProps = { action: (previous: SetupState, form: FormData) => Promise<SetupState>; isOn: boolean };

/** Begin, scan, enter a code, keep the backup codes: one form after the other, each of which works without a script. */
export function AuthenticatorSetup({ action, isOn }: AuthenticatorSetupProps) {
  const t = useTranslations();
  const [state, formAction] = useActionState(action, initialSetupState);
  const error = <FormError problem={state.problem} texts={{ requestId: t('common.requestId') }} />;
  if (state.codes) return <BackupCodes codes={state.codes} headline={t('security.codesDone')} />;
  if (isOn) return <Alert tone="neutral">{t('security.alreadyOn')}</Alert>;
  if (!state.setup) {
    return (
      <Card>
        <CardContent>
          {error}
          <p className="mb-6 max-w-2xl text-muted text-sm leading-6">{t('security.setUpIntro')}</p>
          <form action={formAction} data-step-up className="group">
            <SubmitButton pendingLabel={t('security.starting')}>{t('security.start')}</SubmitButton>
          </form>
        </CardContent>
      </Card>
    );
  }
  const { secret, link, picture } = state.setup;
  return (
    <Card>
      <CardContent className="grid gap-8 md:grid-cols-2">
        <div className="min-w-0">
          <h2 className="font-semibold text-base">{t('security.scan')}</h2>
          <p className="mt-1 text-muted text-sm leading-6">{t('security.scanText')}</p>
          {/* biome-ignore lint/performance/noImgElement: drawn by the server for this one answer, nothing to optimise */}
          <img
            src={picture}
            alt={t('security.qr')}
            width={208}
            height={208}
            className="mt-4 size-52 rounded-control border border-line bg-white p-1"
          />
          <a href={link} className={`${buttonVariants({ variant: 'secondary', size: 'small' })} mt-4`}>
            <Smartphone aria-hidden className="size-4 text-faint" />
            {t('security.open')}
          </a>
          <p className="mt-5 text-faint text-xs">{t('security.key')}</p>
          <p className="mt-1 break-words font-mono text-sm leading-6" data-secret>
            {(secret.match(/.{1,4}/g) ?? []).join(' ')}
          </p>
          <button
            type="button"
            data-copy={secret}
            data-copied={t('common.copied')}
            className={`${buttonVariants({ variant: 'secondary', size: 'small' })} mt-2 unscripted:hidden`}
          >
            <Copy aria-hidden className="size-4 text-faint" />
            <span role="status">{t('security.copyKey')}</span>
          </button>
        </div>
        <div className="min-w-0">
          <h2 className="mb-4 font-semibold text-base">{t('security.enter')}</h2>
          {error}
          <form key={state.attempt} action={formAction} data-step-up className="group space-y-5">
            <input type="hidden" name="step" value="enable" />
            <CodeField name="code" label={t('security.code')} error={state.fields.code} focus={state.attempt > 1} />
            <SubmitButton pendingLabel={t('security.enabling')}>{t('security.enable')}</SubmitButton>
          </form>
          <form action={formAction} data-step-up className="mt-4">
            <button type="submit" className={`${buttonVariants({ variant: 'link', size: 'text' })} text-sm`}>
              {t('security.again')}
            </button>
          </form>
        </div>
      </CardContent>
    </Card>
  );
}
