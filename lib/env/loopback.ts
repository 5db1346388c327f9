/** True for 127.0.0.0/8 and ::1, with or without the brackets of a URL. Other spellings have to be normalised before. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || address === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(address);
}

/** True for names and addresses that never leave this machine (RFC 6761 §6.3): only there http is a secure context. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || isLoopbackAddress(hostname);
}
