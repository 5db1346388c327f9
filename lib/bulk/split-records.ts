const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A record of a file: its bytes without the end of the line, and where the next one begins. */
export type FileRecord = { bytes: Buffer; end: number };

/** A record has no end, or is longer than any we would take. */
export class UnreadableFile extends Error {
  readonly reason: 'row_too_long' | 'unterminated_quote';

  constructor(reason: 'row_too_long' | 'unterminated_quote') {
    super(reason);
    this.reason = reason;
  }
}

/** No user needs more; what lies between two quotes that were meant otherwise could be the whole file. */
const maxRecordBytes = 64 * 1024;

/**
 * Cuts a file into records as it comes: at the ends of lines, in a CSV not at those between quotes (RFC 4180 §2.6).
 * Where a record ends is all that it decides, so it can begin in the middle of a file, at any place where one ended, and
 * never holds more than one piece and one record. `offset` is where the first piece lies in the file.
 */
export async function* splitRecords(
  pieces: AsyncIterable<Uint8Array>,
  { quoted, offset = 0 }: { quoted: boolean; offset?: number },
): AsyncGenerator<FileRecord> {
  let rest: Buffer = Buffer.alloc(0);
  let inQuotes = false;
  let place = offset;
  for await (const piece of pieces) {
    const scanned = rest.length;
    const bytes = scanned > 0 ? Buffer.concat([rest, piece]) : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let start = 0;
    for (let index = scanned; index < bytes.length; index += 1) {
      const byte = bytes[index];
      // A quote within quotes is written twice, so it changes nothing.
      if (byte === quote && quoted) inQuotes = !inQuotes;
      if (byte !== lineFeed || inQuotes) continue;
      yield record(bytes.subarray(start, index), place + index + 1);
      start = index + 1;
    }
    rest = bytes.subarray(start);
    place += start;
    if (rest.length > maxRecordBytes) throw new UnreadableFile('row_too_long');
  }
  if (inQuotes) throw new UnreadableFile('unterminated_quote');
  if (rest.length > 0) yield record(rest, place + rest.length);
}

function record(bytes: Buffer, end: number): FileRecord {
  if (bytes.length > maxRecordBytes) throw new UnreadableFile('row_too_long');
  return { bytes: bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes, end };
}
