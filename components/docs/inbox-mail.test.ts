import { describe, expect, it } from 'vitest';
import { findHandles } from './inbox-mail.ts';

describe('findHandles', () => {
  it('finds the code and the link of a mail', () => {
    const text = 'Hello\n\nCode: 482913\n\nConfirm:\nhttp://localhost:3000/verify-email?token=abc123456789\n-- \nlocalhost:3000';
    expect(findHandles(text, 'http://localhost:3000')).toEqual({
      code: '482913',
      link: 'http://localhost:3000/verify-email?token=abc123456789',
    });
  });
  it('does not take digits of a link or of a longer number for a code', () => {
    expect(findHandles('http://localhost:3000/x?token=123456 and 1234567', 'http://localhost:3000').code).toBeNull();
  });
  it('offers no link to elsewhere', () => expect(findHandles('https://evil.example/x', 'http://localhost:3000').link).toBeNull());
});
