import { describe, expect, it } from 'vitest';
import { mailMessages as messages, mailOrigin as origin } from '#scripts/testing/mail-messages.ts';
import type { MailMessage } from './queue-mail.ts';
import { renderMail } from './render-mail.ts';

function secretsOf(message: MailMessage): string[] {
  const { template, ...rest } = message;
  // Numbers, times and what has a name of its own in each language are told in words.
  const inWords = ['role', 'method', 'at', 'userAgent'];
  return Object.entries(rest).flatMap(([name, value]) => (typeof value === 'string' && !inWords.includes(name) ? [value] : []));
}

describe.each(['en', 'de'])('a mail in %s', (locale) => {
  it.each(messages)('$template says everything in both parts and no secret in the subject', async (message) => {
    const mail = await renderMail(message, locale, origin);
    expect(mail.html).toContain(`lang="${locale}"`);
    expect(mail.text).toContain('id.example.com');
    for (const secret of secretsOf(message)) {
      expect(mail.text).toContain(secret);
      expect(mail.html).toContain(secret);
      expect(mail.subject).not.toContain(secret);
    }
    expect(mail.subject).toMatch(/^[^\r\n]{5,80}$/);
    // A code that is typed where it was asked for comes with nothing to press.
    const buttons = 'code' in message && 'resetLink' in message ? 0 : 1;
    expect(mail.html.split('class="button"')).toHaveLength(buttons + 1);
  });

  it.each(messages)('$template loads nothing from elsewhere', async (message) => {
    const { html } = await renderMail(message, locale, origin);
    expect(html).not.toMatch(/<img|<link|@import|url\(|src=|<script/i);
    // The namespace of the doctype is a name, not an address that is fetched.
    const addresses = html.replace(/<!DOCTYPE[^>]*>/i, '').match(/https?:\/\/[^/"'<\s]+/g) ?? [];
    expect(new Set(addresses)).toEqual(new Set([origin]));
  });
});

describe('rendering', () => {
  it('speaks German to Germans and English to everybody we have no words for', async () => {
    const [message] = messages;
    if (!message) throw new Error('no message');
    expect((await renderMail(message, 'de', origin)).subject).toBe('Bestätigen Sie Ihre E-Mail-Adresse');
    expect((await renderMail(message, 'fr', origin)).subject).toBe('Confirm your e-mail address');
    expect((await renderMail(message, '__proto__', origin)).html).toContain('lang="en"');
  });

  it('makes markup in a value harmless', async () => {
    const nasty = '"><script>alert(1)</script>$&';
    const { html } = await renderMail({ template: 'verify_email', code: nasty, link: `${origin}/${nasty}` }, 'en', origin);
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
  });
});
