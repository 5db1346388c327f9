import { createGatehouse, type Gatehouse, type Tokens } from '@gatehouse/client';
import { createVerifier } from '@gatehouse/client/server';

const baseUrl = process.env.GATEHOUSE_URL ?? 'http://localhost:3000';
const name = 'app-session';
const options = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

type Cookies = {
  get: (name: string) => { value: string } | undefined;
  set: (name: string, value: string, options: object) => unknown;
};

/** The client of one visitor, whose tokens are in a cookie that scripts cannot read. A product would also encrypt it. */
export function gatehouseOf(cookies: Cookies, earlySeconds: number): Gatehouse {
  return createGatehouse({
    baseUrl,
    earlySeconds,
    store: {
      read: () => JSON.parse(cookies.get(name)?.value || 'null') as Tokens | null,
      write: (tokens) => void cookies.set(name, tokens ? JSON.stringify(tokens) : '', { ...options, ...(!tokens && { maxAge: 0 }) }),
    },
  });
}

/** Checks access tokens that other applications send to this one. */
export const { verifyHeader } = createVerifier({ issuer: baseUrl });
