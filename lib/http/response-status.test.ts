import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { answerWithStatus, withChosenStatus } from './response-status.ts';

it('a page rendered at the same time as others chooses its own status only', async () => {
  const server = createServer((request, response) =>
    withChosenStatus(response, async () => {
      await sleep(request.url === '/denied' ? 5 : 10);
      if (request.url === '/denied') answerWithStatus(403);
      if (request.url === '/gone') response.statusCode = 410;
      if (request.url === '/gone') answerWithStatus(403);
      await sleep(5);
      response.end('page');
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const statuses = await Promise.all(['/', '/denied', '/gone', '/', '/denied'].map(async (path) => (await fetch(origin + path)).status));
  expect(statuses).toEqual([200, 403, 410, 200, 403]);
  server.close();
});

it('outside the front it does nothing', () => expect(() => answerWithStatus(403)).not.toThrow());
