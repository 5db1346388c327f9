/** The two things a mail of ours asks for, found in its text part. */
export type MailHandles = { code: string | null; link: string | null };

/** The six-digit code on a line of its own label, and the first link to this installation. */
export function findHandles(text: string, appUrl: string): MailHandles {
  const link = [...text.matchAll(/https?:\/\/\S+/g)].map(([url]) => url).find((url) => URL.canParse(url) && new URL(url).origin === appUrl);
  const code = /(?:^|[^\w-])(\d{3} ?\d{3})(?![\w-])/.exec(text.replace(/https?:\/\/\S+/g, ''))?.[1]?.replace(' ', '');
  return { code: code ?? null, link: link ?? null };
}
