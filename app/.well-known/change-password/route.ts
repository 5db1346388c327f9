import { answerChangePassword } from '#lib/http/change-password.ts';

export const dynamic = 'force-dynamic';

export const GET = answerChangePassword;
