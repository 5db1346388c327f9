import { answerMetrics } from '#lib/http/monitoring.ts';

export const dynamic = 'force-dynamic';

export const GET = answerMetrics;
