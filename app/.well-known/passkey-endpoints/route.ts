import { answerPasskeyEndpoints } from '#lib/http/passkey-endpoints.ts';

export const dynamic = 'force-dynamic';

export const GET = answerPasskeyEndpoints;
