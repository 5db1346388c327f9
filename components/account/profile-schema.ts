import { z } from 'zod';
import { updateMe } from '#lib/contracts/users.ts';

export const profileFieldNames = ['name', 'first_name', 'last_name', 'username', 'locale', 'timezone'] as const;
export type ProfileFields = Record<(typeof profileFieldNames)[number], string>;

/** What the form's texts mean to the API: an empty username means none. */
export function toProfileChange(fields: ProfileFields) {
  return { ...fields, username: fields.username.trim() === '' ? null : fields.username };
}

/** The form as the contract of PATCH /users/me sees it, so that both refuse the same. */
export const profileFormSchema = z
  .object({
    name: z.string(),
    first_name: z.string(),
    last_name: z.string(),
    username: z.string(),
    locale: z.string(),
    timezone: z.string(),
  })
  .superRefine((fields, context) => {
    const result = updateMe.body.safeParse(toProfileChange(fields));
    for (const issue of result.error?.issues ?? []) context.addIssue({ code: 'custom', path: issue.path, message: issue.message });
  });
