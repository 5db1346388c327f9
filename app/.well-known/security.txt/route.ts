import { answerSecurityText } from '#lib/http/security-text.ts';

export const dynamic = 'force-dynamic';

export const GET = answerSecurityText;
