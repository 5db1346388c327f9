import { answerLlmsText } from '#lib/http/llms-text.ts';

export const dynamic = 'force-dynamic';

export const GET = answerLlmsText;
