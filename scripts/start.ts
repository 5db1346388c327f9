import { serve } from '#scripts/serve.ts';

await serve({ dev: false });
