import { z } from 'zod';

const fields = {
  default_role: z
    .enum(['member', 'admin'])
    .meta({ description: 'What people become who are invited without another role, or join by a domain.' })
    .default('member'),
  require_second_factor: z
    .boolean()
    .meta({ description: 'Its members must have a second factor; the grace of the installation’s policy counts from the day they joined.' })
    .default(false),
  join_by_domain: z
    .boolean()
    .meta({ description: 'Whoever has confirmed an address at a verified domain can join without an invitation.' })
    .default(false),
  invitation_days: z.int().min(1).max(30).meta({ description: 'For how many days an invitation is good.' }).default(7),
} as const;

export const organizationSettings = z.object(fields).meta({ id: 'OrganizationSettings' });
export type OrganizationSettings = z.output<typeof organizationSettings>;

/** Any of them. */
export const organizationSettingsPatch = z.strictObject({
  default_role: fields.default_role.unwrap().optional(),
  require_second_factor: fields.require_second_factor.unwrap().optional(),
  join_by_domain: fields.join_by_domain.unwrap().optional(),
  invitation_days: fields.invitation_days.unwrap().optional(),
});
export type OrganizationSettingsPatch = z.output<typeof organizationSettingsPatch>;

/** Stored values, with the defaults for what was never chosen. What is no valid value (any more) counts as its default. */
export function openSettings(stored: unknown): OrganizationSettings {
  const values = typeof stored === 'object' && stored !== null ? stored : {};
  const known = Object.entries(fields).map(([name, field]) => {
    const parsed = field.safeParse((values as Record<string, unknown>)[name]);
    return [name, parsed.success ? parsed.data : field.parse(undefined)];
  });
  return organizationSettings.parse(Object.fromEntries(known));
}
