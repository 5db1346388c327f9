import Bowser from 'bowser';

export type Device = { type: string | null; os: string | null; browser: string | null };

/** Browser, system and kind of device out of a User-Agent header; nulls where it says nothing. */
export function describeDevice(userAgent: string | null): Device {
  if (!userAgent) return { type: null, os: null, browser: null };
  const { browser, os, platform } = Bowser.parse(userAgent.slice(0, 512));
  return { type: platform.type ?? null, os: os.name ?? null, browser: browser.name || null };
}
