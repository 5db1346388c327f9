import { type NextRequest, NextResponse } from 'next/server';
import { gatehouseOf } from './lib/gatehouse.ts';

/** Renews the session before a page is made: Server Components can read cookies but not write them. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const renewed: Parameters<NextResponse['cookies']['set']>[] = [];
  const set = (...cookie: [string, string, object]) => {
    request.cookies.set(cookie[0], cookie[1]);
    renewed.push(cookie);
  };
  const gatehouse = gatehouseOf({ get: (name) => request.cookies.get(name), set }, 60);
  await gatehouse.session.accessToken().catch(() => null);
  const response = NextResponse.next({ request: { headers: request.headers } });
  for (const cookie of renewed) response.cookies.set(...cookie);
  return response;
}

export const config = { matcher: ['/((?!_next/).*)'] };
