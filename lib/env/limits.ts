import { z } from 'zod';

const seconds = { s: 1, m: 60, h: 3600 } as const;

/** One limit: at most `max` requests in any `windowSeconds`; `null` means lifted. */
export type LimitSetting = { max: number; windowSeconds: number } | null;

/** The default limits of api.md. `RATE_LIMITS` overrides any subset. */
export const defaultLimits = {
  login: { max: 5, windowSeconds: 60 },
  register: { max: 3, windowSeconds: 60 },
  recipient: { max: 3, windowSeconds: 3600 },
  reset: { max: 10, windowSeconds: 60 },
  anonymous: { max: 20, windowSeconds: 60 },
  'role.guest': { max: 10, windowSeconds: 60 },
  'role.user': { max: 100, windowSeconds: 60 },
  'role.moderator': { max: 200, windowSeconds: 60 },
  'role.admin': { max: 500, windowSeconds: 60 },
  'role.super_admin': { max: 1000, windowSeconds: 60 },
  bulk: { max: 10, windowSeconds: 60 },
} satisfies Record<string, LimitSetting>;

export type LimitName = keyof typeof defaultLimits;

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
