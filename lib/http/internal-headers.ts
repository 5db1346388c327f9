/** Internal request header with the caller's address. Only server.ts writes it, from the socket or from trusted proxies. */
export const clientIpHeader = 'x-gatehouse-client-ip';

/** The caller's address as server.ts determined it; null when unknown. No other header is ever asked. */
export function clientIp(headers: Headers): string | null {
  return headers.get(clientIpHeader)?.trim() || null;
}

/** Internal request header with the path and query of a page, for the way back after signing in. */
export const pathHeader = 'x-gatehouse-path';

/** Internal request header: the request's own origin, where it is one of an enabled application. Only server.ts writes it. */
export const allowedOriginHeader = 'x-gatehouse-allowed-origin';
