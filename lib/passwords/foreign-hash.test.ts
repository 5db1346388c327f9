import { describe, expect, it } from 'vitest';
import { parseForeignHash, verifyForeignHash } from './foreign-hash.ts';

const password = 'correct horse battery';
const prefix = '$2b$05$abcdefghijklmnopqrstuu';

/** Made by other programs: crypt(3) through Python's `crypt`, Python's `hashlib`, Werkzeug, and the tests of the reference implementations. */
const vectors: [string, string, string][] = [
  ['bcrypt $2b$', password, `${prefix}D3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.`],
  ['bcrypt $2a$', password, '$2a$06$abcdefghijklmnopqrstuu50eFBEC8vQwBnuFXMHE45jBnqvQ8xz.'],
  ['bcrypt $2y$ (PHP)', password, '$2y$06$abcdefghijklmnopqrstuu50eFBEC8vQwBnuFXMHE45jBnqvQ8xz.'],
  ['bcrypt beyond ASCII', 'pässwörd ☂', `${prefix}1PjudqaiCaCqVugdZsfzqDpZ5WgTFCi`],
  ['bcrypt of crypt_blowfish', 'U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['bcrypt in Django', password, `bcrypt$${prefix}D3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.`],
  ['Argon2i', 'password', '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA'],
  ['Argon2i of 2015', 'password', '$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ'],
  ['Argon2id', 'password', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
  ['Argon2id in Django', 'password', 'argon2$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
  ['scrypt', password, '$scrypt$ln=14,r=8,p=1$Z2F0ZWhvdXNlIHNhbHQ$Fo3esf6yNJv3g4bRIhW1sMLQaT68EtYDWSvyrEQV3iI'],
  [
    'scrypt in Werkzeug',
    password,
    'scrypt:16384:8:1$AFcTAP7l4QIMyNMy$0283e8cfe666be1cfc4d1e1bede8ea7e3622f2737f44f09f1d6dbd326be5f8893b947867ab81b1ef89f85dd05d30676aa86a6951cd335a1ee3cc6f46bed1d283',
  ],
  [
    'scrypt in Django',
    password,
    'scrypt$djangosalt$16384$8$5$8YzdIQ7ax4EN0CqwcsUrYRhogxmeEOF9mRDRNPZHeyZL2DPGQcA3LNVNSW4srnBA7EZXD11UYRKMtnORXCMBFg==',
  ],
  ['PBKDF2 SHA-1', password, '$pbkdf2-sha1$i=2000,l=20$Z2F0ZWhvdXNlIHNhbHQ$ctthAHc7gvMUyqW/IPxU66C32mw'],
  ['PBKDF2 SHA-256', password, '$pbkdf2-sha256$i=2000,l=32$Z2F0ZWhvdXNlIHNhbHQ$/+5yUH8+Hrg8wMsmqNTtAA+HySJc1EnDEwTjKGYF0ZI'],
  [
    'PBKDF2 SHA-512',
    password,
    '$pbkdf2-sha512$i=2000,l=64$Z2F0ZWhvdXNlIHNhbHQ$FOHaop3a2DsHKlXCLeIL30E+EpDnqeDD2qtCULtMgJvEogNVUb6/ZSnpTuL+DDwruy1LWGcuTBLiKbwzjJq4YA',
  ],
  ['PBKDF2 SHA-1 in passlib', password, '$pbkdf2$2000$Z2F0ZWhvdXNlIHNhbHQ$ctthAHc7gvMUyqW/IPxU66C32mw'],
  ['PBKDF2 SHA-256 in passlib', password, '$pbkdf2-sha256$2000$Z2F0ZWhvdXNlIHNhbHQ$/.5yUH8.Hrg8wMsmqNTtAA.HySJc1EnDEwTjKGYF0ZI'],
  ['PBKDF2 SHA-256 in Django', password, 'pbkdf2_sha256$2000$djangosalt$AjLxX946m9aXY5n50scA6KhXjqM84Up0LwftWf+DroU='],
  ['PBKDF2 SHA-1 in Django', password, 'pbkdf2_sha1$2000$djangosalt$andPM3ie16k0vSrOPkXRKqrrslY='],
  [
    'PBKDF2 SHA-256 in Werkzeug',
    password,
    'pbkdf2:sha256:1000$iZvwGAZZEbsNtKzb$481d757f1c8a1b92f626fd1d2d72dcfde96c06fdad088d7a87d3001829e345c0',
  ],
  [
    'PBKDF2 SHA-512 in Werkzeug',
    password,
    'pbkdf2:sha512:1000$JEYxYYpnYktk1JjY$ed69ea424c61b11548a46d36df79f7a693c83f6c37d651b1e30f1a871744aceb006c97079a528c83217ed320f8ad2612627c3525b179f2c9ac99f3d37bc0bcce',
  ],
];

function understood(text: string) {
  const { hash } = parseForeignHash(text);
  if (!hash) throw new Error('The hash was refused.');
  return hash;
}

describe('a hash that another program made', () => {
  it.each(vectors)('%s: its password is right, any other is wrong', async (_, right, text) => {
    const hash = understood(text);
    expect(await verifyForeignHash(hash, right)).toBe(true);
    for (const wrong of [`${right} `, `x${right}`, '', right.slice(0, -1)]) expect(await verifyForeignHash(hash, wrong)).toBe(false);
  });

  it.each(vectors)('%s: is kept in one spelling, which reads as the same hash', async (_, right, text) => {
    const { stored } = understood(text);
    expect(stored).toMatch(/^\$(?:2[aby]\$\d\d|argon2(?:i|d|id)|scrypt\$ln=\d+,r=\d+,p=\d+|pbkdf2-sha(?:1|256|512)\$i=\d+,l=\d+)\$/);
    expect(understood(stored).stored).toBe(stored);
    expect(await verifyForeignHash(understood(stored), right)).toBe(true);
  });
});

it('bcrypt looks at 72 bytes, as it did where the hash was made', async () => {
  const hash = understood(`${prefix}m5b7001msdSbBfQPUa.5.JBZ3wxD.GK`);
  const start = 'ü'.repeat(36);
  expect(await verifyForeignHash(hash, `${start}tail one`)).toBe(true);
  expect(await verifyForeignHash(hash, `${start}another tail`)).toBe(true);
  expect(await verifyForeignHash(hash, `${start.slice(1)}tail one`)).toBe(false);
});

it('a password with U+0000 does not match the bcrypt hash of what stands before it', async () => {
  const hash = understood('$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW');
  expect(await verifyForeignHash(hash, 'U*U\u0000anything')).toBe(false);
});

describe('a hash whose check would cost too much', () => {
  const salt = 'Z2F0ZWhvdXNlIHNhbHQ';
  const key = 'Fo3esf6yNJv3g4bRIhW1sMLQaT68EtYDWSvyrEQV3iI';
  it.each([
    ['bcrypt cost', `$2b$15$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.`],
    ['bcrypt cost 31', `$2b$31$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.`],
    ['bcrypt cost below its least', `$2b$03$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.`],
    ['Argon2 memory', `$argon2id$v=19$m=262145,t=1,p=1$${salt}$${key}`],
    ['Argon2 passes', `$argon2id$v=19$m=65536,t=9,p=1$${salt}$${key}`],
    ['Argon2 passes of little memory', `$argon2id$v=19$m=8,t=4294967295,p=1$${salt}$${key}`],
    ['Argon2 lanes', `$argon2id$v=19$m=65536,t=1,p=17$${salt}$${key}`],
    ['Argon2 without passes', `$argon2id$v=19$m=65536,t=0,p=1$${salt}$${key}`],
    ['Argon2 with less memory than lanes need', `$argon2id$v=19$m=8,t=1,p=2$${salt}$${key}`],
    ['scrypt memory', `$scrypt$ln=19,r=8,p=1$${salt}$${key}`],
    ['scrypt block size', `$scrypt$ln=10,r=4096,p=1$${salt}$${key}`],
    ['scrypt lanes', `$scrypt$ln=14,r=8,p=99999$${salt}$${key}`],
    ['scrypt without lanes', `$scrypt$ln=14,r=8,p=0$${salt}$${key}`],
    ['scrypt with a cost that is no power of two', `scrypt:16385:8:1$salt$${'ab'.repeat(32)}`],
    ['PBKDF2 iterations', `$pbkdf2-sha256$i=2000001$${salt}$${key}`],
    ['PBKDF2 iterations for each of two blocks', `$pbkdf2-sha1$i=1000001$${salt}$${key}`],
    ['PBKDF2 without iterations', `$pbkdf2-sha256$i=0$${salt}$${key}`],
    ['a key too short to prove anything', `$pbkdf2-sha256$i=1000$${salt}$Fo3e`],
  ])('%s: is refused at import and never computed', (_, text) => {
    expect(parseForeignHash(text)).toEqual({ hash: null, failure: 'out_of_bounds' });
  });

  it('the largest that common systems make are taken', () => {
    for (const text of [
      `$2b$14$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.`,
      `$argon2id$v=19$m=102400,t=2,p=8$${salt}$${key}`,
      `$argon2id$v=19$m=65536,t=3,p=4$${salt}$${key}`,
      `$scrypt$ln=17,r=8,p=1$${salt}$${key}`,
      `pbkdf2_sha256$1200000$djangosalt$${key}=`,
      `$pbkdf2-sha1$i=1300000$${salt}$ctthAHc7gvMUyqW/IPxU66C32mw`,
    ])
      expect(parseForeignHash(text).hash).not.toBeNull();
  });
});

it('what is no hash we can read is refused', () => {
  for (const text of [
    '',
    'secret',
    '$1$salt$qJH7.N4xYta3aEG/dfqo/0',
    '$2x$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.',
    '$2b$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo',
    '$2b$+5$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.',
    ' $2b$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.',
    '$2b$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.\n',
    'bcrypt_sha256$$2b$12$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.',
    '$argon2id$v=18$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    '$argon2id$v=19$m=65536,t=2,p=1,keyid=abc$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    '$pbkdf2-md5$i=2000$Z2F0ZWhvdXNlIHNhbHQ$ctthAHc7gvMUyqW/IPxU66C32mw',
    `pbkdf2_sha256$2000$${'s'.repeat(2000)}$AjLxX946m9aXY5n50scA6KhXjqM84Up0LwftWf+DroU=`,
  ])
    expect([text, parseForeignHash(text)]).toEqual([text, { hash: null, failure: 'unknown_format' }]);
});
