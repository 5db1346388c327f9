import { flattenSettings, isSameSetting, type SettingName, type Settings, settingNames } from './settings.ts';

type ValueOf<Name extends SettingName> = Name extends `${infer Group extends keyof Settings}.${infer Field}`
  ? Field extends keyof Settings[Group]
    ? Settings[Group][Field]
    : never
  : never;

/** Whether the second value protects less than the first. Some can only be told beside the others. */
type Weaker<Value> = (before: Value, after: Value, whole: { before: Settings; after: Settings }) => boolean;

const lower = (before: number, after: number) => after < before;
const higher = (before: number, after: number) => after > before;
const off = (before: boolean, after: boolean) => before && !after;
const on = (before: boolean, after: boolean) => !before && after;
const fewer = (before: readonly string[], after: readonly string[]) => before.some((entry) => !after.includes(entry));
const more = (before: readonly string[], after: readonly string[]) => fewer(after, before);
/** A step back on a ladder that begins with the weakest. */
const backOn =
  <Value>(...ladder: readonly Value[]) =>
  (before: Value, after: Value) =>
    ladder.indexOf(after) < ladder.indexOf(before);

/** The shortest password that is taken: where it is the only factor, and beside a second one. */
function shortest({ passwords: { policy, min_length: length } }: Settings): readonly [number, number] {
  return policy === 'nist' ? [15, 8] : [length, length];
}

function takesShorter(_before: unknown, _after: unknown, whole: { before: Settings; after: Settings }): boolean {
  const [before, after] = [shortest(whole.before), shortest(whole.after)];
  return after[0] < before[0] || after[1] < before[1];
}

/** Which way each setting gets weaker. A new one is a line here, the compiler asks for it. */
const weaker: { [Name in SettingName]: Weaker<ValueOf<Name>> } = {
  'passwords.policy': takesShorter,
  'passwords.min_length': takesShorter,
  'passwords.max_length': lower,
  'passwords.forbid_personal': off,
  'passwords.forbidden_words': fewer,
  'passwords.history': lower,
  'factors.required': backOn('nobody', 'roles', 'everyone'),
  'factors.required_roles': fewer,
  'factors.grace_days': higher,
  'factors.grace_until': (before, after) => (after ?? '') > (before ?? ''),
  'factors.phishing_resistant_only': off,
  'sign_in.sign_up': backOn('open', 'closed'),
  'roles.requestable': more,
  // Whoever was deleted by mistake or malice has less time to come back.
  'accounts.deletion_grace_days': lower,
  'lockout.max_failures': higher,
  'lockout.minutes': lower,
  'sessions.browser_hours': higher,
  'sessions.idle_minutes': higher,
  'sessions.remember_days': higher,
  'sessions.refresh_days': higher,
  'sessions.application_days': higher,
  'organizations.self_service': on,
  'organizations.max_per_person': higher,
  'approvals.four_eyes_for': fewer,
  'impersonation.tell_user': off,
  'api_keys.max_per_owner': higher,
  // 0: for ever.
  'api_keys.max_days': (before, after) => before !== 0 && (after === 0 || after > before),
};

/** The settings that protect less after a change than before it. */
export function weakenedSettings(before: Settings, after: Settings): SettingName[] {
  const [left, right] = [flattenSettings(before), flattenSettings(after)];
  return settingNames.filter((name) => {
    const [was, is] = [left.get(name), right.get(name)];
    const isWeaker = weaker[name] as Weaker<unknown>;
    return !isSameSetting(was, is) && isWeaker(was, is, { before, after });
  });
}
