import { expect, it } from 'vitest';
import { maskEmail } from './mask-email.ts';

it('shows the first letter and the domain of an address', () => {
  expect(maskEmail('ada@example.com')).toBe('a***@example.com');
  expect(maskEmail('𝒜da@example.com')).toBe('𝒜***@example.com');
  expect(maskEmail('"a@b"@example.com')).toBe('"***@example.com');
});

it('shows nothing of what is not an address', () => {
  expect(maskEmail('@example.com')).toBe('***');
  expect(maskEmail('ada')).toBe('***');
});
