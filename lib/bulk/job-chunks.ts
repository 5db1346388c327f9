import { seal, unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';

export type Part = 'input' | 'result';

function contextOf(jobId: string, part: Part, seq: number): string {
  return `job_chunk:${jobId}:${part}:${seq}`;
}

/** Writes the piece with this number, sealed as just that piece: none can be moved or left out unnoticed. */
export async function writeChunk(
  transaction: Transaction,
  { id, key }: { id: string; key: Uint8Array },
  part: Part,
  { seq, bytes }: { seq: number; bytes: Uint8Array | string },
): Promise<void> {
  const sealed = seal(key, bytes, contextOf(id, part, seq));
  await transaction.jobChunk.create({ data: { jobId: id, part, seq, sealed }, select: { seq: true } });
}

/** How large the pieces of a file that is kept are; the last one is what is left. */
export const pieceBytes = 256 * 1024;

async function* inPieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (let part of content) {
    while (size + part.byteLength >= pieceBytes) {
      const rest = pieceBytes - size;
      yield Buffer.concat([...held, part.subarray(0, rest)]);
      part = part.subarray(rest);
      held = [];
      size = 0;
    }
    if (part.byteLength > 0) held.push(part);
    size += part.byteLength;
  }
  if (size > 0) yield Buffer.concat(held);
}

/** Passes a file on while it keeps it; `count` says how many pieces it was. */
export function createJobFile(job: { id: string; key: Uint8Array }, part: Part, content: AsyncIterable<Uint8Array>) {
  let seq = 0;
  async function* keep(): AsyncGenerator<Buffer> {
    for await (const bytes of inPieces(content)) {
      await inTransaction((transaction) => writeChunk(transaction, job, part, { seq, bytes }));
      seq += 1;
      yield bytes;
    }
  }
  return { pieces: keep(), count: () => seq };
}

export function countChunks(jobId: string, part: Part): Promise<number> {
  return db().jobChunk.count({ where: { jobId, part } });
}

/** The pieces from this number on, one at a time: a file of any size is never in memory as a whole. Throws when one is missing. */
export async function* readChunks(
  { id, key }: { id: string; key: Uint8Array },
  part: Part,
  { from = 0, count }: { from?: number; count: number },
): AsyncGenerator<Buffer> {
  for (let seq = from; seq < count; seq += 1) {
    const row = await db().jobChunk.findUnique({ where: { jobId_part_seq: { jobId: id, part, seq } } });
    if (!row) throw new Error('A piece of the file is gone.');
    yield unseal(key, row.sealed, contextOf(id, part, seq));
  }
}
