import { restoreSettings } from '#lib/contracts/settings.ts';
import { methods } from '#lib/http/methods.ts';
import { orPropose } from '#lib/http/or-propose.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { changeSettings } from '#lib/settings/change-settings.ts';
import { patchToVersion } from '#lib/settings/patch-to-version.ts';
import { presentSettings } from '#lib/settings/present-settings.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(restoreSettings, async ({ actor, body, context: { ifMatch, caller } }) => {
    const patch = await patchToVersion(body.version);
    return orPropose(actor, { kind: 'settings_change', patch }, caller, async () => {
      const data = presentSettings(await changeSettings(actor, patch, ifMatch, caller));
      return new Reply(data, { version: data.version });
    });
  }),
});
