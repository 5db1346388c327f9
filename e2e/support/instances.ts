import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { TestRedis } from '#lib/rate-limit/testing-redis.ts';
import { type EmbeddedPostgres, startThrowawayPostgres } from '#scripts/database/embedded.ts';
import { freePort } from './free-port.ts';
import { type Gatehouse, startGatehouse } from './gatehouse.ts';
import { type Mail, mailsTo } from './inbox.ts';
import { type Nginx, startNginx } from './nginx.ts';

/** Two instances behind nginx on one PostgreSQL and one Redis: they share nothing else. */
export class Instances {
  readonly #postgres: EmbeddedPostgres;
  readonly #redis: TestRedis;
  readonly #nginx: Nginx;
  readonly #env: Record<string, string>;
  readonly #folders: readonly [string, string];
  #running: [Gatehouse, Gatehouse];

  private constructor(parts: {
    postgres: EmbeddedPostgres;
    redis: TestRedis;
    nginx: Nginx;
    env: Record<string, string>;
    folders: readonly [string, string];
    running: [Gatehouse, Gatehouse];
  }) {
    this.#postgres = parts.postgres;
    this.#redis = parts.redis;
    this.#nginx = parts.nginx;
    this.#env = parts.env;
    this.#folders = parts.folders;
    this.#running = parts.running;
  }

  static async start(): Promise<Instances> {
    const [postgres, redis, front, one, two] = await Promise.all([
      startThrowawayPostgres(),
      TestRedis.start(),
      freePort(),
      mkdtemp(join(tmpdir(), 'gatehouse-one-')),
      mkdtemp(join(tmpdir(), 'gatehouse-two-')),
    ]);
    const ports = [await freePort(), await freePort()] as const;
    const env = {
      APP_URL: `http://localhost:${front}`,
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      TRUST_PROXY: '1',
      AUTH_SECRET: randomBytes(32).toString('base64url'),
      ENCRYPTION_KEYS: `e2e:${randomBytes(32).toString('base64')}`,
    };
    const [nginx, ...running] = await Promise.all([
      startNginx(front, ports),
      startGatehouse({ port: ports[0], dataDir: one, env }),
      startGatehouse({ port: ports[1], dataDir: two, env }),
    ]);
    return new Instances({ postgres, redis, nginx, env, folders: [one, two], running });
  }

  /** The address that people use. */
  get url(): string {
    return this.#nginx.url;
  }

  /** kill -9 of everything that belongs to one instance. */
  async kill(index: 0 | 1): Promise<void> {
    await this.#running[index].kill();
  }

  async restart(index: 0 | 1): Promise<void> {
    this.#running[index] = await startGatehouse({ port: this.#running[index].port, dataDir: this.#folders[index], env: this.#env });
  }

  /** A connection of the test's own to the database of both; whoever asks ends it. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#postgres.url });
    await client.connect();
    return client;
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** The newest mail to an address with this subject; either instance may have taken its job. */
  async mail(address: string, subject: RegExp, since = 0): Promise<Mail> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
      const inboxes = await Promise.all(this.#folders.map((folder) => mailsTo(folder, address)));
      const mails = inboxes.flat().filter((mail) => subject.test(mail.subject));
      const newest = mails.at(-1);
      if (newest && mails.length > since) return newest;
    }
    throw new Error(`No mail ${subject} came to ${address}.`);
  }

  /** Lines that an instance logged as an error. */
  errors(): string[] {
    return this.#running.flatMap(({ log }) =>
      log()
        .split('\n')
        .filter((line) => line.startsWith('{') && /"level":"?(?:error|50)/.test(line)),
    );
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.#nginx.stop(), ...this.#running.map((instance) => instance.stop())]);
    await Promise.allSettled([this.#redis.kill(), this.#postgres.stop()]);
    await Promise.all(this.#folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }
}
