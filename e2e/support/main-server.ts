import process from 'node:process';

/** The server that global-setup.ts started. */
export const mainServer = {
  get url(): string {
    return `http://localhost:${process.env.E2E_PORT}`;
  },
  get dataDir(): string {
    const dataDir = process.env.E2E_DATA_DIR;
    if (!dataDir) throw new Error('The main server is not running.');
    return dataDir;
  },
};
