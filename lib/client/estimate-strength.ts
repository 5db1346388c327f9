import { type OptionsType, ZxcvbnFactory } from '@zxcvbn-ts/core';

/** Easy to guess, could be stronger, good, strong. */
export type Strength = 1 | 2 | 3 | 4;

export type EstimateStrength = (password: string, about: readonly string[]) => Strength;

/** Long passwords cost time that grows faster than they do, and are strong long before. */
const maxLength = 128;

/**
 * Makes the estimator that the pages load with the first focus of a new password (public/generated/password-strength.js). It is
 * advice: what is refused is decided by the server, with the whole list.
 */
export function strengthEstimator({ dictionary, graphs }: Required<Pick<OptionsType, 'dictionary' | 'graphs'>>): EstimateStrength {
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs, maxLength });
  return (password, about) => {
    const words = about.flatMap((text) => [text, ...text.split(/[@\s.]+/)]).filter((word) => word.length >= 3);
    const { score } = zxcvbn.check(password, ['gatehouse', ...words]);
    return score <= 1 ? 1 : (score as Strength);
  };
}
