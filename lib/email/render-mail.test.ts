import { describe, expect, it } from 'vitest';
import type { MailMessage } from './queue-mail.ts';
import { renderMail } from './render-mail.ts';

const origin = 'https://id.example.com';
const link = `${origin}/verify-email?token=abcDEF_-123`;
const messages: MailMessage[] = [
  { template: 'verify_email', code: '481516', link },
  { template: 'already_registered', signInLink: `${origin}/login`, resetLink: `${origin}/forgot-password` },
  { template: 'password_reset', link },
  { template: 'password_reset_required', link },
  { template: 'invitation', link },
  { template: 'organization_invitation', organization: 'Analytical $1 Engines', days: 7, link },
  { template: 'organization_joined', organization: 'Analytical Engines', role: 'admin', link },
  { template: 'organization_role_changed', organization: 'Analytical Engines', role: 'owner', link },
  { template: 'organization_left', organization: 'Analytical Engines', link },
  { template: 'organization_deleted', organization: 'Analytical Engines', link },
  ...(['created', 'updated', 'rotated', 'revoked'] as const).map((what) => ({
    template: `organization_key_${what}` as const,
    organization: 'Analytical Engines',
    name: 'Mill',
    prefix: 'gate_live_8fK2',
    link,
  })),
  { template: 'recovery_link_issued', notMeLink: `${origin}/secure-account?token=abcDEF_-123` },
  { template: 'impersonated', link: `${origin}/security/activity` },
  { template: 'recovery_confirm', link },
  { template: 'recovery_waiting', cancelLink: link, when: 'March 1, 2027 at 9:00 AM UTC' },
  { template: 'recovery_approved', cancelLink: link },
  { template: 'recovery_complete', link },
  { template: 'recovery_completed', resetLink: link },
  { template: 'recovery_cancelled', resetLink: link },
  { template: 'recovery_denied', resetLink: link },
  { template: 'email_change', code: '481516', link },
  { template: 'email_change_taken', signInLink: `${origin}/login` },
  { template: 'email_changed', revertLink: link },
  { template: 'password_changed', notMeLink: `${origin}/secure-account?token=abcDEF_-123` },
  { template: 'account_secured', link },
  { template: 'role_requested', role: 'Night watch', person: 'ada@example.com', link },
  { template: 'role_request_approved', role: 'Night watch', link },
  { template: 'role_request_denied', role: 'Night watch', link },
  { template: 'proposal_waiting', person: 'Ada', link },
  { template: 'proposal_approved', link },
  { template: 'proposal_rejected', link },
  { template: 'deletion_cancelled', notMeLink: `${origin}/secure-account?token=abcDEF_-123` },
];

function secretsOf(message: MailMessage): string[] {
  const { template, ...rest } = message;
  // Numbers and roles are told in words.
  return Object.entries(rest).flatMap(([name, value]) => (typeof value === 'string' && name !== 'role' ? [value] : []));
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
    expect(mail.html.match(/class="button"/g)).toHaveLength(1);
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
