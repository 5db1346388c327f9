import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';

const tag = 'Users';

const name = plainText(60).min(1, 'Give it a name.').meta({ example: 'Admins without a second factor' });
const query = z
  .string()
  .max(2000, 'Use at most 2000 characters.')
  .regex(/^[A-Za-z0-9%&=+._~:*-]*$/, 'Use the part of the address after the question mark.')
  .meta({ description: 'Filters, order and columns as in the address of the list.', example: 'role=admin&mfa=false' });
const params = z.object({ view_id: z.uuid() });

export const savedViewShape = z
  .object({ id: z.uuid(), name: z.string(), query: z.string(), created_at: timestamp })
  .meta({ id: 'SavedView' });
export type SavedViewShape = z.output<typeof savedViewShape>;

export const listSavedViews = endpoint({
  id: 'listSavedViews',
  method: 'GET',
  path: '/users/me/views',
  tag,
  summary: 'My views of the list of users',
  description: 'By name. A view is a bookmark: it shows what the caller may see when it is opened.',
  access: { user: true },
  responses: { 200: z.array(savedViewShape) },
  errors: [],
});

export const createSavedView = endpoint({
  id: 'createSavedView',
  method: 'POST',
  path: '/users/me/views',
  tag,
  summary: 'Keep a view of the list of users',
  description: 'CONFLICT where I have one with this name, or fifty.',
  access: { user: true },
  body: z.strictObject({ name, query }),
  responses: { 201: savedViewShape },
  errors: ['CONFLICT'],
});

export const updateSavedView = endpoint({
  id: 'updateSavedView',
  method: 'PATCH',
  path: '/users/me/views/{view_id}',
  tag,
  summary: 'Rename a view, or change what it shows',
  access: { user: true },
  params,
  body: z
    .strictObject({ name, query })
    .partial()
    .refine((body) => Object.keys(body).length > 0, 'Change at least one field.'),
  responses: { 200: savedViewShape },
  errors: ['NOT_FOUND', 'CONFLICT'],
});

export const deleteSavedView = endpoint({
  id: 'deleteSavedView',
  method: 'DELETE',
  path: '/users/me/views/{view_id}',
  tag,
  summary: 'Delete a view',
  access: { user: true },
  params,
  responses: { 200: z.object({ deleted: z.literal(true) }) },
  errors: ['NOT_FOUND'],
});
