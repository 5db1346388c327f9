import { type NextRequest, NextResponse } from 'next/server';
import { passGate } from '#lib/http/gate.ts';

// biome-ignore lint/style/noProcessEnv: replaced by a constant at build time.
const development = process.env.NODE_ENV === 'development';

export async function middleware(request: NextRequest): Promise<Response> {
  const outcome = await passGate(request, { development });
  if (outcome.kind === 'answer') return outcome.response;
  const response = NextResponse.next(outcome.requestHeaders ? { request: { headers: outcome.requestHeaders } } : {});
  for (const [name, value] of Object.entries(outcome.responseHeaders)) response.headers.set(name, value);
  return response;
}

// Only what Next serves from disk under names of its own passes by; a file ending is no reason, a path can be given one.
export const config = { matcher: ['/((?!_next/static/|_next/image$|favicon\\.ico$).*)'] };
