import { getTranslations } from 'next-intl/server';
import { Alert } from '#components/ui/alert.tsx';

const errors = [
  'access_denied',
  'provider_failed',
  'account_exists',
  'email_unverified',
  'suspended',
  'expired',
  'unavailable',
  'sign_up_closed',
] as const;
const notices = [
  'email_verified',
  'password_changed',
  'admin_created',
  'signed_out',
  'challenge_expired',
  'unverified',
  'choose_password',
  'email_changed',
  'email_reverted',
  'turned_off',
  'secured',
  'recover',
  'recovery_waiting',
  'recovery_cancelled',
  'recovered',
  'deletion_scheduled',
] as const;
const tones: Partial<Record<(typeof notices)[number], 'warning' | 'neutral'>> = {
  challenge_expired: 'warning',
  unverified: 'warning',
  choose_password: 'warning',
  turned_off: 'warning',
  recover: 'neutral',
  signed_out: 'neutral',
  deletion_scheduled: 'warning',
};

/** Tells what happened before this page. Only codes of closed lists speak: a link must not put words in our mouth. */
export async function LoginNotice({ error, notice }: { error?: unknown; notice?: unknown }) {
  const t = await getTranslations();
  const errorCode = errors.find((code) => code === error);
  const noticeCode = notices.find((code) => code === notice);
  if (errorCode) {
    return (
      <Alert tone="danger" role="alert" className="mb-6">
        {t(`loginErrors.${errorCode}`)}
      </Alert>
    );
  }
  if (!noticeCode) return null;
  const tone = tones[noticeCode] ?? 'success';
  return (
    <Alert
      tone={tone}
      role="status"
      data-tells-tabs={noticeCode === 'email_verified' ? '' : undefined}
      className="[&:has(~form_[role=alert])]:hidden mb-6"
    >
      {t(`notices.${noticeCode}`)}
    </Alert>
  );
}
