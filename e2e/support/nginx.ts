import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

// Debian puts it where only root's PATH looks.
const programs = ['nginx', '/usr/sbin/nginx'];
const program = programs.find((name) => spawnSync(name, ['-v']).status === 0);

/** True where Debian's nginx is installed; the tests behind it say so by name when it is not. */
export const nginxInstalled = program !== undefined;

export type Nginx = { url: string; log: () => string; stop: () => Promise<void> };

/**
 * A load balancer as somebody would put it in front of two instances, with a response cache for everything that the
 * answers' own headers leave to it, POST included. `x-instance: 0` picks an instance; `x-cache` says what the cache did.
 */
function configuration(folder: string, port: number, instances: readonly number[]): string {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const upstream = (name: string, ports: readonly number[]) =>
    `upstream ${name} { ${ports.map((each) => `server 127.0.0.1:${each} max_fails=1 fail_timeout=1s;`).join(' ')} keepalive 64; }`;
  return `
    daemon off;
    pid ${folder}/nginx.pid;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    worker_processes 1;
    error_log stderr warn;
    events { worker_connections 1024; }
    http {
      access_log off;
      ${places.join('\n')}
      ${upstream('both', instances)}
      ${instances.map((each, index) => upstream(`instance_${index}`, [each])).join('\n')}
      map $http_x_instance $place { default both; ${instances.map((_, index) => `${index} instance_${index};`).join(' ')} }
      proxy_cache_path ${folder}/cache keys_zone=everything:4m;
      server {
        listen 127.0.0.1:${port};
        client_max_body_size 1m;
        location / {
          proxy_pass http://$place;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Instance "";
          proxy_cache everything;
          proxy_cache_methods GET HEAD POST;
          proxy_cache_key "$request_method $request_uri";
          # What nginx says for an instance that is gone is not the application's answer.
          proxy_cache_valid 502 504 0;
          proxy_cache_valid any 10m;
          add_header X-Cache $upstream_cache_status always;
          add_header X-Served-By $upstream_addr always;
        }
      }
    }`;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

/** Starts nginx on loopback in front of these ports. */
export async function startNginx(port: number, instances: readonly number[]): Promise<Nginx> {
  if (!program) throw new Error('nginx was not found.');
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-nginx-'));
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration(folder, port, instances));
  const child: ChildProcess = spawn(program, ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const takeAlong = () => child.kill('SIGTERM');
  process.once('exit', takeAlong);
  const stop = async () => {
    process.off('exit', takeAlong);
    if (child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
    await rm(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20)) {
    if (await listens(port)) return { url: `http://localhost:${port}`, log: () => output, stop };
    if (child.exitCode !== null) break;
  }
  await stop();
  throw new Error(`nginx did not start.\n${output}`);
}
