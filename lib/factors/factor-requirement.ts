import type { Settings } from '#lib/settings/settings.ts';

/** Whether somebody must have a second factor, and whether they have one that counts. */
export type FactorRequirement =
  | { status: 'not_required' }
  | { status: 'met' }
  /** Setting one up can be put off until then. */
  | { status: 'grace'; until: Date }
  /** Nothing else is open until one is set up. */
  | { status: 'overdue' };

/** Whether somebody is led to set one up, now or soon. */
export function isEnrolmentAsked({ status }: FactorRequirement): boolean {
  return status === 'grace' || status === 'overdue';
}

/** What decides about one person. */
export type RequirementFacts = {
  accountSince: Date;
  roles: readonly { name: string; since: Date }[];
  /** Since when each organization they are in has asked them for one. */
  organizations: readonly Date[];
  /** Since when an administrator has required one of this person; null: nobody did. */
  requiredSince: Date | null;
  /** The confirmed second factors; backup codes are none. */
  methods: readonly string[];
};

const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Everything that can require a second factor of somebody; each says since when it has been about this person. */
const sources: readonly ((facts: RequirementFacts, policy: Settings['factors']) => Date[])[] = [
  ({ accountSince }, { required }) => (required === 'everyone' ? [accountSince] : []),
  ({ roles }, { required, required_roles: names }) =>
    required === 'roles' ? roles.filter(({ name }) => names.includes(name)).map(({ since }) => since) : [],
  ({ organizations }) => [...organizations],
];

/** With `phishing_resistant_only` a code that can be read out to somebody does not count. */
function satisfies(method: string, policy: Settings['factors']): boolean {
  return policy.phishing_resistant_only ? method === 'passkey' : true;
}

function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + dayMilliseconds;
}

/** What the policy asks of one person at one moment. The strictest source decides; the grace date covers them all. */
export function factorRequirement(facts: RequirementFacts, policy: Settings['factors'], now: number): FactorRequirement {
  const since = sources.flatMap((source) => source(facts, policy));
  if (since.length === 0 && !facts.requiredSince) return { status: 'not_required' };
  if (facts.methods.some((method) => satisfies(method, policy))) return { status: 'met' };
  // Somebody decided that this account is not safe as it is: there is nothing to put off.
  if (facts.requiredSince) return { status: 'overdue' };
  const first = Math.min(...since.map((date) => date.getTime())) + policy.grace_days * dayMilliseconds;
  const until = policy.grace_until === null ? first : Math.max(first, endOfDay(policy.grace_until));
  return until > now ? { status: 'grace', until: new Date(until) } : { status: 'overdue' };
}
