import { expect, it } from 'vitest';
import { referenceDocument } from './reference-document.ts';

const texts = { title: 'API <reference>', errors: 'Errors', collection: 'Postman' };

it('loads everything from this server and gives each script the nonce', () => {
  const html = referenceDocument({ nonce: 'abc+/=', theme: 'system', locale: 'en', texts });
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script src="/docs/scalar.js" nonce="abc+/=">', '<script nonce="abc+/=">']);
  expect(html).not.toMatch(/(?:src|href|url)[=(]["']?(?:https?:)?\/\//);
});

it('escapes what it is given', () => {
  const html = referenceDocument({ nonce: '"><script>', theme: 'dark', locale: 'en', texts });
  expect(html).not.toContain('"><script>');
  expect(html).toContain('API &#60;reference&#62;');
});

it('follows a chosen theme', () => {
  expect(referenceDocument({ nonce: 'n', theme: 'dark', locale: 'en', texts })).toContain('"forceDarkModeState":"dark"');
  expect(referenceDocument({ nonce: 'n', theme: 'system', locale: 'en', texts })).not.toContain('forceDarkModeState');
});
