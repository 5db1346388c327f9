import process from 'node:process';
import { acmeEnvironment } from './oidc/acme.ts';
import { startGatehouse } from './support/gatehouse.ts';

/** One server for every spec that needs nothing special: the production build on an embedded database of its own. */
export default async function startMainServer(): Promise<() => Promise<void>> {
  const gatehouse = await startGatehouse({
    port: Number(process.env.E2E_PORT),
    env: { ...acmeEnvironment, DNS_SERVERS: `127.0.0.1:${process.env.E2E_DNS_PORT}` },
  });
  process.env.E2E_DATA_DIR = gatehouse.dataDir;
  return async () => {
    const complaints = gatehouse
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{') && /"level":"?(?:error|50)/.test(line));
    await gatehouse.stop();
    if (complaints.length > 0) throw new Error(`The server logged errors:\n${complaints.slice(0, 10).join('\n')}`);
  };
}
