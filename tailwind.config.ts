import type { Config } from 'tailwindcss';
import plugin from 'tailwindcss/plugin';

/** Warm paper, ink and verdigris, the green of an old copper gate. Text colours keep 4.5:1, control borders 3:1 on every surface. */
const light = {
  canvas: '#f7f6f2',
  surface: '#ffffff',
  raised: '#ffffff',
  sunken: '#efede7',
  ink: '#191d1b',
  muted: '#535c57',
  faint: '#666e69',
  line: '#e4e1d9',
  'line-strong': '#89918b',
  accent: '#0e6a57',
  'accent-hover': '#0a5646',
  'accent-ink': '#ffffff',
  'accent-text': '#0c5f4e',
  'accent-soft': '#e0efe9',
  danger: '#b3261a',
  'danger-ink': '#ffffff',
  'danger-text': '#a3211a',
  'danger-soft': '#fcecea',
  'warning-text': '#7d4f00',
  'warning-soft': '#fcf2dc',
  'success-text': '#17663b',
  'success-soft': '#e3f3e8',
  shadow: '25 29 27',
};

const dark: typeof light = {
  canvas: '#0c0f0e',
  surface: '#131715',
  raised: '#1a1f1d',
  sunken: '#090b0a',
  ink: '#edf1ee',
  muted: '#a7b1ab',
  faint: '#8f9993',
  line: '#272e2a',
  'line-strong': '#68736d',
  accent: '#57cfad',
  'accent-hover': '#78e0c1',
  'accent-ink': '#04211a',
  'accent-text': '#6edcbc',
  'accent-soft': '#12302a',
  danger: '#f2776b',
  'danger-ink': '#2b0704',
  'danger-text': '#ff9d92',
  'danger-soft': '#38191a',
  'warning-text': '#f0c06a',
  'warning-soft': '#33270f',
  'success-text': '#7fdba3',
  'success-soft': '#12301f',
  shadow: '0 0 0',
};

function variables(tokens: typeof light, scheme: 'light' | 'dark'): Record<string, string> {
  return { ...Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--${name}`, value])), 'color-scheme': scheme };
}

const colors = Object.fromEntries(
  Object.keys(light)
    .filter((name) => name !== 'shadow')
    .map((name) => [name, `var(--${name})`]),
);

export default {
  content: ['./app/**/*.{ts,tsx}', './components/**/*.{ts,tsx}'],
  theme: {
    colors: {
      ...colors,
      transparent: 'transparent',
      current: 'currentColor',
      white: '#ffffff',
      black: '#000000',
      // The brand panel is the same dark verdigris in both themes.
      gate: { 950: '#04150f', 900: '#072219', 800: '#0a3327', 700: '#0f4a39', 300: '#8fdcc3', 100: '#d8f3ea' },
    },
    extend: {
      fontFamily: {
        sans: ['var(--font-geist)', 'ui-sans-serif', 'system-ui', 'sans-serif'],
        mono: ['ui-monospace', 'SFMono-Regular', 'Menlo', 'Consolas', 'monospace'],
      },
      borderRadius: { control: '0.625rem', card: '1rem', panel: '1.5rem' },
      boxShadow: {
        control: '0 1px 2px rgb(var(--shadow) / 0.06)',
        card: '0 1px 2px rgb(var(--shadow) / 0.04), 0 12px 32px -20px rgb(var(--shadow) / 0.18)',
        overlay: '0 2px 6px rgb(var(--shadow) / 0.08), 0 24px 56px -16px rgb(var(--shadow) / 0.32)',
      },
      keyframes: {
        rise: { from: { opacity: '0', transform: 'translateY(6px)' } },
        fade: { from: { opacity: '0' } },
        pulse: { '50%': { opacity: '0.55' } },
      },
      animation: {
        rise: 'rise 0.35s cubic-bezier(0.2, 0.7, 0.2, 1) both',
        fade: 'fade 0.2s ease-out both',
        pulse: 'pulse 1.8s ease-in-out infinite',
      },
    },
  },
  plugins: [
    plugin(({ addBase }) => {
      // No script decides the theme: the server writes data-theme from the cookie, otherwise the system decides.
      addBase({
        ':root': variables(light, 'light'),
        '@media (prefers-color-scheme: dark)': { ':root:not([data-theme=light])': variables(dark, 'dark') },
        ':root[data-theme=dark]': variables(dark, 'dark'),
      });
    }),
  ],
} satisfies Config;
