import { z } from 'zod';
import { type LimitName, type LimitWindow, limitRows } from '#lib/rate-limit/limit-table.ts';

const seconds = { s: 1, m: 60, h: 3600 } as const;

/** One limit: at most `max` requests in any `windowSeconds`; `null` means lifted. */
export type LimitSetting = LimitWindow | null;

const configurable = limitRows.filter(([, { setBy }]) => setBy === 'RATE_LIMITS');

/** The default limits of api.md. `RATE_LIMITS` overrides any subset. */
export const defaultLimits = Object.fromEntries(configurable.map(([name, row]) => [name, row.default])) as Record<LimitName, LimitWindow>;

const limitText = z.string().transform((text, context): LimitSetting => {
  if (text === 'off') return null;
  const match = /^([1-9]\d{0,8})\/([1-9]\d{0,5})([smh])$/.exec(text);
  if (!match) {
    context.addIssue({ code: 'custom', message: `"${text}" is neither "off" nor like "5/60s"` });
    return z.NEVER;
  }
  return { max: Number(match[1]), windowSeconds: Number(match[2]) * seconds[match[3] as keyof typeof seconds] };
});

/** `RATE_LIMITS`: JSON with any subset of the limits. */
export const limits = z
  .string()
  .default('{}')
  .transform((text, context): Record<LimitName, LimitSetting> => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
    const names = Object.keys(defaultLimits) as [LimitName, ...LimitName[]];
    const overrides = z.partialRecord(z.enum(names), limitText).safeParse(parsed);
    if (!overrides.success) {
      for (const issue of overrides.error.issues) {
        const unknown = issue.code === 'invalid_key' ? ` (known: ${names.join(', ')})` : '';
        context.addIssue({ code: 'custom', message: `${issue.path.join('.')}: ${issue.message}${unknown}` });
      }
      return z.NEVER;
    }
    return { ...defaultLimits, ...overrides.data };
  });
