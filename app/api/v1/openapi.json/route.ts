import { answerOpenApi } from '#lib/http/openapi.ts';

export const dynamic = 'force-dynamic';

export const GET = answerOpenApi;
