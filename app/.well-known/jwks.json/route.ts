import { answerJwks } from '#lib/http/jwks.ts';

export const dynamic = 'force-dynamic';

export const GET = answerJwks;
