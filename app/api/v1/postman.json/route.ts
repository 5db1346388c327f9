import { answerPostman } from '#lib/http/postman-collection.ts';

export const dynamic = 'force-dynamic';

export const GET = answerPostman;
