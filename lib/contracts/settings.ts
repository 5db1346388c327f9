import { z } from 'zod';
import { settingEffects, settingsPatch, settingsSchema } from '#lib/settings/settings.ts';
import { endpoint } from './endpoint.ts';
import { timestamp } from './fields.ts';
import { awaitingApproval } from './proposals.ts';

export const settingsShape = z
  .object({
    version: z.int().meta({ description: 'Grows by one with each change; also the ETag.' }),
    settings: settingsSchema,
    defaults: settingsSchema,
    changed: z
      .array(z.string())
      .meta({ description: 'Names of the settings that differ from their default.', example: ['passwords.min_length'] }),
    updated_at: timestamp.nullable(),
    updated_by: z.uuid().nullable(),
  })
  .meta({ id: 'SettingsVersion' });
export type SettingsShape = z.output<typeof settingsShape>;

export const getSettings = endpoint({
  id: 'getSettings',
  method: 'GET',
  path: '/admin/settings',
  tag: 'Administration',
  summary: 'Policies of this installation',
  description: 'The answer carries an `ETag`. A change counts on every instance within a second.',
  access: { permission: 'admin.settings.read' },
  versioned: true,
  responses: { 200: settingsShape },
  errors: [],
});

export const updateSettings = endpoint({
  id: 'updateSettings',
  method: 'PATCH',
  path: '/admin/settings',
  tag: 'Administration',
  summary: 'Change any subset of the policies',
  description: '`null` sets a value back to its default. With `If-Match` the change is refused when somebody was faster.',
  access: { permission: 'admin.settings.write', stepUp: true },
  body: settingsPatch,
  versioned: true,
  responses: { 200: settingsShape, 202: awaitingApproval },
  errors: ['PRECONDITION_FAILED', 'CONFLICT'],
});

export const restoreSettings = endpoint({
  id: 'restoreSettings',
  method: 'POST',
  path: '/admin/settings/restore',
  tag: 'Administration',
  summary: 'Bring back the policies of an earlier version',
  description: 'All of them, as one new version. `0` is how they were before the first change. A change like any other, judged like one.',
  access: { permission: 'admin.settings.write', stepUp: true },
  body: z.strictObject({
    version: z
      .int()
      .min(0)
      .max(2_147_483_647)
      .meta({ description: 'As the trail names it: the target of `settings.changed`.', example: 3 }),
  }),
  versioned: true,
  responses: { 200: settingsShape, 202: awaitingApproval },
  errors: ['PRECONDITION_FAILED', 'CONFLICT'],
});

export const settingsPreviewShape = z
  .object({
    changes: z.array(
      z.object({
        name: z.string(),
        before: z.unknown(),
        after: z.unknown(),
        effect: z.enum(settingEffects).meta({
          description:
            'What it means: to `nobody` who is here already; to whoever does it `from_now_on`; otherwise to those whom `count` counts.',
        }),
        count: z.int().nullable(),
      }),
    ),
    needs_approval: z.boolean().meta({ description: 'Another administrator would have to approve it (`approvals.four_eyes_for`).' }),
  })
  .meta({ id: 'SettingsPreview' });
export type SettingsPreviewShape = z.output<typeof settingsPreviewShape>;

export const previewSettings = endpoint({
  id: 'previewSettings',
  method: 'POST',
  path: '/admin/settings/preview',
  tag: 'Administration',
  summary: 'Whom a change of the policies would affect',
  description: 'Takes what `PATCH /admin/settings` takes, and changes nothing.',
  access: { permission: 'admin.settings.read' },
  body: settingsPatch,
  readOnly: true,
  responses: { 200: settingsPreviewShape },
  errors: [],
});
