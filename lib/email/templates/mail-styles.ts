import type { CSSProperties } from 'react';

const sans = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const mono = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

// The theme of tailwind.config.ts: mail programs know no variables.
const light = {
  canvas: '#f7f6f2',
  surface: '#ffffff',
  ink: '#191d1b',
  muted: '#535c57',
  line: '#e4e1d9',
  accent: '#0e6a57',
  accentInk: '#ffffff',
  link: '#0c5f4e',
};
const dark = {
  canvas: '#0c0f0e',
  surface: '#131715',
  ink: '#edf1ee',
  muted: '#a7b1ab',
  line: '#272e2a',
  accent: '#57cfad',
  accentInk: '#04211a',
  link: '#6edcbc',
};

/** Inline styles: most mail programs know nothing else. */
export const styles = {
  page: { margin: 0, padding: '32px 12px', backgroundColor: light.canvas, fontFamily: sans },
  card: {
    maxWidth: 520,
    margin: '0 auto',
    padding: '36px 36px 28px',
    backgroundColor: light.surface,
    border: `1px solid ${light.line}`,
    borderRadius: 14,
  },
  logo: { marginBottom: 28 },
  arch: { width: 14, height: 20, border: `5px solid ${light.accent}`, borderBottom: '0', borderRadius: '12px 12px 0 0' },
  keyhole: {
    width: 5,
    height: 12,
    margin: '8px auto 0',
    borderRadius: '5px 5px 0 0',
    backgroundColor: light.accent,
    opacity: 0.72,
    fontSize: 0,
    lineHeight: 0,
  },
  name: { paddingLeft: 10, fontSize: 17, fontWeight: 600, letterSpacing: '-0.01em', color: light.ink, fontFamily: sans },
  heading: { margin: '0 0 16px', fontSize: 22, lineHeight: '30px', fontWeight: 650, letterSpacing: '-0.02em', color: light.ink },
  text: { margin: '0 0 16px', fontSize: 15, lineHeight: '24px', color: light.ink },
  note: { margin: '0 0 8px', fontSize: 13, lineHeight: '20px', color: light.muted },
  codeBox: { margin: '8px 0 24px', padding: '16px 12px', backgroundColor: light.canvas, borderRadius: 10, textAlign: 'center' },
  codeLabel: { margin: '0 0 4px', fontSize: 12, lineHeight: '16px', color: light.muted },
  code: {
    margin: 0,
    paddingLeft: '0.28em',
    fontSize: 34,
    lineHeight: '44px',
    fontWeight: 600,
    letterSpacing: '0.28em',
    fontFamily: mono,
    color: light.ink,
  },
  action: { margin: '8px 0 16px' },
  button: {
    display: 'inline-block',
    marginBottom: 20,
    padding: '12px 22px',
    backgroundColor: light.accent,
    color: light.accentInk,
    borderRadius: 10,
    fontSize: 15,
    fontWeight: 600,
  },
  link: { color: light.link, textDecoration: 'underline', wordBreak: 'break-all' },
  line: { margin: '24px 0 16px', border: 0, borderTop: `1px solid ${light.line}` },
  footer: { margin: 0, fontSize: 12, lineHeight: '18px', color: light.muted },
} satisfies Record<string, CSSProperties>;

/** For programs that honour it; the others keep the light colours, which are complete by themselves. */
export const darkStyles = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) { .card { padding: 28px 20px 22px !important; } }
@media (prefers-color-scheme: dark) {
  .page, .page > table > tbody > tr > td { background-color: ${dark.canvas} !important; }
  .card { background-color: ${dark.surface} !important; border-color: ${dark.line} !important; }
  .strong { color: ${dark.ink} !important; }
  .faint { color: ${dark.muted} !important; }
  .link { color: ${dark.link} !important; }
  .line { border-color: ${dark.line} !important; }
  .code { background-color: ${dark.canvas} !important; }
  .button { background-color: ${dark.accent} !important; color: ${dark.accentInk} !important; }
  .arch { border-color: ${dark.accent} !important; }
  .keyhole { background-color: ${dark.accent} !important; }
}
`;
