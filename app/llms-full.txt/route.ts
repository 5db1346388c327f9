import { answerLlmsFullText } from '#lib/http/llms-text.ts';

export const dynamic = 'force-dynamic';

export const GET = answerLlmsFullText;
