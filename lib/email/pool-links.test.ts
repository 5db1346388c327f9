import { expect, it } from 'vitest';
import { linksForPool } from './pool-links.ts';

const appUrl = 'https://id.example';

it.each([
  ['/login', '/login?pool=staff'],
  ['/reset-password?token=a', '/reset-password?token=a&pool=staff'],
  ['/confirm-email?token=a', '/confirm-email?token=a&pool=staff'],
  ['/revert-email?token=a', '/revert-email?token=a&pool=staff'],
  ['/secure-account?token=a', '/secure-account?token=a&pool=staff'],
  ['/recovery/cancel?token=a', '/recovery/cancel?token=a&pool=staff'],
  // Whoever opens these is signed in, and then it is their own pool; or the browser remembers it.
  ['/security', '/security'],
  ['/admin/approvals', '/admin/approvals'],
])('a mail to somebody of another pool links %s as %s', (path, expected) => {
  const link = (pool: string) => linksForPool({ template: 'step_up', code: '123456', link: `${appUrl}${path}` }, pool, appUrl);
  expect(link('staff')).toMatchObject({ link: `${appUrl}${expected}`, code: '123456' });
  expect(link('default')).toMatchObject({ link: `${appUrl}${path}` });
});
