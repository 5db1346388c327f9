/** `+4915123456789` as `••• 89`: enough to recognise one's own. */
export function maskPhone(phone: string): string {
  return `••• ${phone.slice(-2)}`;
}
