import process from 'node:process';

const schemes = ['light', 'dark'] as const;
const widths = { desktop: 1280, 360: 360 } as const;
const hands = ['mouse', 'keyboard'] as const;

/** In which colours, on which screen and with what in the hand somebody goes through a test. */
export type Look = `${(typeof schemes)[number]}-${keyof typeof widths}-${(typeof hands)[number]}`;

export const looks = schemes.flatMap((scheme) =>
  (['desktop', '360'] as const).flatMap((screen) => hands.map((hand): Look => `${scheme}-${screen}-${hand}`)),
);

/** The look of a test, or the one that E2E_LOOK forces on the whole run. */
export function lookInForce(own: Look): Look {
  const forced = process.env.E2E_LOOK;
  if (!forced) return own;
  const look = looks.find((each) => each === forced);
  if (!look) throw new Error(`E2E_LOOK is one of ${looks.join(', ')}, not ${forced}.`);
  return look;
}

export function partsOf(look: Look): { scheme: 'light' | 'dark'; width: number; hand: 'mouse' | 'keyboard' } {
  const [scheme, screen, hand] = look.split('-');
  return {
    scheme: scheme === 'dark' ? 'dark' : 'light',
    width: screen === '360' ? widths[360] : widths.desktop,
    hand: hand === 'keyboard' ? 'keyboard' : 'mouse',
  };
}
