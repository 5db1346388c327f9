import { type AwsCredentials, awsCredentials } from './aws.ts';
import { environmentHelp, type FieldName, type Values } from './fields.ts';
import type { Mistake } from './mistake.ts';

/** What sends the mails. SendGrid is a mail server with a login. */
export type MailSettings =
  | { provider: 'smtp'; url: string }
  | { provider: 'ses'; region: string; endpoint?: string | undefined; credentials: AwsCredentials };

const mailProviders = ['SMTP_URL', 'SENDGRID_API_KEY', 'SES_REGION'] as const satisfies FieldName[];

export function checkMail(source: Record<string, unknown>, mistakes: Mistake[]): void {
  const [chosen, another] = mailProviders.filter((name) => source[name]);
  if (!chosen) return;
  if (another) mistakes.push({ name: another, problem: `is set together with ${chosen}`, remedy: 'Keep one of them.' });
  if (!source.MAIL_FROM)
    mistakes.push({
      name: 'MAIL_FROM',
      problem: 'is missing',
      remedy: `${chosen} needs a sender. Example: Gatehouse <no-reply@example.com>`,
    });
  if (!source.SES_REGION) return;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const)
    if (!source[name]) mistakes.push({ name, problem: 'is missing', remedy: `SES_REGION needs it. ${environmentHelp[name].description}` });
}

export function mailSettings(values: Values): MailSettings | null {
  if (values.SMTP_URL) return { provider: 'smtp', url: values.SMTP_URL };
  if (values.SES_REGION)
    return { provider: 'ses', region: values.SES_REGION, endpoint: values.SES_ENDPOINT, credentials: awsCredentials(values) };
  if (!values.SENDGRID_API_KEY) return null;
  const url = new URL(values.SENDGRID_SMTP_URL);
  // The name is the same for everybody (docs.sendgrid.com, "Integrating with the SMTP API").
  url.username = 'apikey';
  url.password = values.SENDGRID_API_KEY;
  return { provider: 'smtp', url: url.href };
}
