import { handleNextAuth } from '#lib/auth/next-auth.ts';

export const GET = handleNextAuth;
export const POST = handleNextAuth;
export const PUT = handleNextAuth;
export const PATCH = handleNextAuth;
export const DELETE = handleNextAuth;
