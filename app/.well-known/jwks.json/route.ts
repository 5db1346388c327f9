import { allowJwks, answerJwks } from '#lib/http/jwks.ts';

export const dynamic = 'force-dynamic';

export const GET = answerJwks;
export const HEAD = answerJwks;
export const OPTIONS = allowJwks;
