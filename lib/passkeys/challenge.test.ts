import { expect, it } from 'vitest';
import { type ChallengePurpose, consumeChallenge, issueChallenge } from './challenge.ts';

const purpose: ChallengePurpose = { ceremony: 'step_up', kind: 'browser', holder: 'a session' };

it.each<[string, Partial<ChallengePurpose>]>([
  ['another ceremony', { ceremony: 'registration' }],
  ['another kind of caller', { kind: 'api' }],
  ['another holder', { holder: 'another session' }],
  ['no holder', { holder: null }],
])('is worth nothing for %s, and stays good for what it was made for, once', async (_, other) => {
  const challenge = await issueChallenge(purpose, null);
  expect(await consumeChallenge(challenge, { ...purpose, ...other })).toBeNull();
  expect(await consumeChallenge(challenge, purpose)).toEqual({ expected: null });
  expect(await consumeChallenge(challenge, purpose)).toBeNull();
});
