import { createHash } from 'node:crypto';

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/**
 * `@upstash/ratelimit` 2.1 and later begin their Lua with `#!lua flags=allow-key-locking`. Only Upstash knows that
 * flag (a hint about locking, without a meaning for one Redis); plain Redis refuses the script, and Redis 6 refuses
 * any such first line.
 */
export function plainScript(script: string): string {
  const match = /^#!lua flags=([^\n]*)\n/.exec(script);
  const flags = match?.[1]?.split(',').map((flag) => flag.trim());
  if (!match || !flags?.includes('allow-key-locking')) return script;
  const others = flags.filter((flag) => flag !== 'allow-key-locking');
  // The newline stays, so that the line numbers in Redis's error messages stay right.
  return `${others.length > 0 ? `#!lua flags=${others.join(',')}` : ''}\n${script.slice(match[0].length)}`;
}

/** Remembers under which hash Redis knows a script that the client names by the hash of its own text. */
export class ScriptNames {
  readonly #known = new Map<string, string>();

  /** The command as plain Redis understands it. */
  translate(command: string[]): string[] {
    const [name = '', script = '', ...rest] = command;
    const verb = name.toUpperCase();
    if (verb === 'EVAL') {
      const plain = plainScript(script);
      // The limiter has a handful of scripts; the bound only keeps a mistake from growing memory.
      if (plain !== script && this.#known.size < 100) this.#known.set(sha1(script), sha1(plain));
      return [name, plain, ...rest];
    }
    if (verb === 'EVALSHA') return [name, this.#known.get(script.toLowerCase()) ?? script, ...rest];
    return command;
  }
}
