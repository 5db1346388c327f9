import type { Theme } from '#components/layout/theme.ts';

type ReferenceDocument = { nonce: string; theme: Theme; locale: string; texts: { title: string; errors: string; collection: string } };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Our colours in Scalar's variables; its own switch sets the class. */
const style = `
@font-face{font-family:Geist;src:url(/geist-latin.woff2) format('woff2');font-weight:100 900;font-display:swap}
:root{color-scheme:light dark}
body{margin:0;background:#f7f6f2}
.dark-mode body,body.dark-mode{background:#0c0f0e}
.light-mode{--scalar-background-1:#fff;--scalar-background-2:#f7f6f2;--scalar-background-3:#efede7;--scalar-background-accent:#e0efe9;--scalar-color-1:#191d1b;--scalar-color-2:#535c57;--scalar-color-3:#666e69;--scalar-color-accent:#0c5f4e;--scalar-border-color:#e4e1d9;--scalar-button-1:#0e6a57;--scalar-button-1-color:#fff;--scalar-button-1-hover:#0a5646;--scalar-color-green:#17663b;--scalar-color-red:#a3211a;--scalar-color-orange:#7d4f00;--scalar-color-yellow:#7d4f00;--scalar-color-blue:#1d4f9c;--scalar-color-purple:#6b3fa0}
.dark-mode{--scalar-background-1:#0c0f0e;--scalar-background-2:#131715;--scalar-background-3:#1a1f1d;--scalar-background-accent:#12302a;--scalar-color-1:#edf1ee;--scalar-color-2:#a7b1ab;--scalar-color-3:#8f9993;--scalar-color-accent:#6edcbc;--scalar-border-color:#272e2a;--scalar-button-1:#57cfad;--scalar-button-1-color:#04211a;--scalar-button-1-hover:#78e0c1;--scalar-color-green:#7fdba3;--scalar-color-red:#ff9d92;--scalar-color-orange:#f0c06a;--scalar-color-yellow:#f0c06a;--scalar-color-blue:#9cc4ff;--scalar-color-purple:#cdb0ff}
:root{--scalar-font:Geist,ui-sans-serif,system-ui,sans-serif;--scalar-font-code:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;--scalar-radius:8px;--scalar-radius-lg:12px}
.bar{display:flex;align-items:center;gap:1.5rem;height:56px;padding:0 1.25rem;box-sizing:border-box;font:500 .875rem/1 Geist,ui-sans-serif,system-ui,sans-serif;border-bottom:1px solid var(--scalar-border-color,#e4e1d9);background:var(--scalar-background-1,#fff)}
.bar a{color:var(--scalar-color-2,#535c57);text-decoration:none}.bar a:hover{color:var(--scalar-color-1,#191d1b)}
.bar a:first-child{display:inline-flex;align-items:center;gap:.6rem;color:var(--scalar-color-1,#191d1b);font-weight:600;font-size:1.0625rem;letter-spacing:-.02em}
.bar svg{width:1.5rem;height:1.5rem;color:var(--scalar-color-accent,#0c5f4e)}
:root{--scalar-custom-header-height:56px}
.bar{position:sticky;top:0;z-index:20}
`;

/** The HTML of /docs. Everything it loads comes from this server; the nonce admits its two scripts. */
export function referenceDocument({ nonce, theme, locale, texts }: ReferenceDocument): string {
  const configuration = {
    url: '/api/v1/openapi.json',
    theme: 'none',
    layout: 'modern',
    withDefaultFonts: false,
    telemetry: false,
    showDeveloperTools: 'never',
    hideClientButton: true,
    agent: { disabled: true },
    mcp: { disabled: true },
    documentDownloadType: 'json',
    defaultOpenAllTags: false,
    // Without a choice of ours the system decides; Scalar reads that itself.
    ...(theme === 'system' ? {} : { forceDarkModeState: theme, hideDarkModeToggle: true }),
  };
  return `<!doctype html>
<html lang="${escapeHtml(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(texts.title)} · Gatehouse</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<style>${style}</style>
</head>
<body>
<nav class="bar"><a href="/"><svg viewBox="0 0 32 32" aria-hidden="true" fill="currentColor"><path d="M3 30V15.5C3 8.6 8.8 3 16 3s13 5.6 13 12.5V30h-6V15.6C23 11.9 19.9 9 16 9s-7 2.9-7 6.6V30Z"/><path d="M16 14.2a2.7 2.7 0 0 1 1.5 4.95L18.9 30h-5.8l1.4-10.85A2.7 2.7 0 0 1 16 14.2Z" opacity=".72"/></svg>Gatehouse</a><a href="/docs/errors">${escapeHtml(texts.errors)}</a><a href="/api/v1/postman.json" download="gatehouse.postman_collection.json">${escapeHtml(texts.collection)}</a></nav>
<div id="reference"></div>
<script src="/docs/scalar.js" nonce="${escapeHtml(nonce)}"></script>
<script nonce="${escapeHtml(nonce)}">Scalar.createApiReference('#reference', ${JSON.stringify(configuration).replaceAll('<', '\\u003c')})</script>
</body>
</html>
`;
}
