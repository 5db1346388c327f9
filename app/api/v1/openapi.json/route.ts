import { limitedByAddress } from '#lib/http/limited-by-address.ts';
import { answerOpenApi } from '#lib/http/openapi.ts';

export const dynamic = 'force-dynamic';

export const GET = limitedByAddress(answerOpenApi);
