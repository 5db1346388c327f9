import { getSettings, updateSettings } from '#lib/contracts/settings.ts';
import { methods } from '#lib/http/methods.ts';
import { orPropose } from '#lib/http/or-propose.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { changeSettings } from '#lib/settings/change-settings.ts';
import { describeSettings, presentSettings } from '#lib/settings/present-settings.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getSettings, async () => {
    const data = await describeSettings();
    return new Reply(data, { version: data.version });
  }),
  PATCH: route(updateSettings, ({ actor, body, context: { ifMatch, caller } }) =>
    orPropose(actor, { kind: 'settings_change', patch: body }, caller, async () => {
      const data = presentSettings(await changeSettings(actor, body, ifMatch, caller));
      return new Reply(data, { version: data.version });
    }),
  ),
});
