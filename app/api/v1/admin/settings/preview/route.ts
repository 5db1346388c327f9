import { previewSettings as contract } from '#lib/contracts/settings.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { previewSettings } from '#lib/settings/preview-settings.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ body }) => previewSettings(body)),
});
