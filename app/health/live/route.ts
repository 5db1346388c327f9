import { answerLive } from '#lib/observability/health.ts';

export const dynamic = 'force-dynamic';

export const GET = answerLive;
