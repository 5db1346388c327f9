import type { Caller } from '#lib/audit/caller.ts';
import type { Upload } from '#lib/contracts/endpoint.ts';
import type { JobShape } from '#lib/contracts/jobs.ts';
import { inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { fieldError } from '#lib/errors.ts';
import { requireAllowed } from '#lib/roles/require-allowed.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { dropUpload, openUpload, queueUpload } from './create-job.ts';
import { fieldOfHead, isImportField } from './import-columns.ts';
import type { ImportDetails, ImportMode } from './job.ts';
import { createJobFile } from './job-chunks.ts';
import { getJob } from './list-jobs.ts';
import { delimiterOf, readCells } from './read-cells.ts';
import { type RowFormat, RowRefused, textOf } from './read-row.ts';
import { splitRecords, UnreadableFile } from './split-records.ts';

const messages = {
  row_too_long: 'A row is longer than 64 KiB.',
  unterminated_quote: 'A quote has no end: the file is cut off, or its quotes are not as they should be.',
} as const;

type Head = { delimiter: string; columns: (string | null)[] };

/** What the first row of a CSV says of its columns, or the caller in its place. */
function readHead(text: string, chosen: string | undefined): Head {
  const delimiter = delimiterOf(text);
  const cells = readCells(text, delimiter);
  if (!cells) throw fieldError('file', 'invalid_csv', 'The quotes of the first row are not as they should be.');
  const names = chosen?.split(',');
  if (names && names.length !== cells.length)
    throw fieldError('columns', 'wrong_number', `Name all ${cells.length} columns of the file, \`-\` for one that is left out.`);
  const columns = cells.map((cell, index) => {
    const name = names?.[index];
    if (name === '-') return null;
    if (name !== undefined) {
      if (!isImportField(name)) throw fieldError('columns', 'unknown_field', `There is no field ${name}.`);
      return name;
    }
    const field = fieldOfHead(cell);
    const head = cell.slice(0, 64);
    if (field === undefined && /^\s*password\s*$/i.test(cell))
      throw fieldError('file', 'plain_password', 'Passwords are not taken as they are. Send password_hash, or leave the column out.');
    if (field === undefined)
      throw fieldError('file', 'unknown_column', `Nobody knows the column "${head}". Name its field, or leave it out.`);
    return field;
  });
  const fields = columns.filter((field) => field !== null);
  const repeated = fields.find((field, index) => fields.indexOf(field) !== index);
  if (repeated) throw fieldError('file', 'repeated_column', `Two columns are ${repeated}.`);
  if (!fields.includes('email')) throw fieldError('file', 'no_email', 'There is no column with the e-mail address.');
  return { delimiter, columns };
}

const byteOrderMark = '\ufeff';
const markBytes = 3;

/** Where the rows are and how they are written. */
type Place = { pieces: number; start: number } & RowFormat;

type Read = { place: Place; total: number };

/** Keeps the file as it comes and counts its rows on the way, so that what cannot be read as a whole is refused at once. */
async function readFile(file: { id: string; key: Uint8Array }, { content, mediaType }: Upload, columns: string | undefined): Promise<Read> {
  const isCsv = mediaType === 'text/csv';
  const kept = createJobFile(file, 'input', content);
  let head: Head | null = null;
  let start = 0;
  let total = 0;
  let isFirst = true;
  for await (const { bytes, end } of splitRecords(kept.pieces, { quoted: isCsv })) {
    if (isFirst) {
      isFirst = false;
      const text = textOf(bytes);
      if (isCsv) {
        head = readHead(text.startsWith(byteOrderMark) ? text.slice(1) : text, columns);
        start = end;
        continue;
      }
      if (text.startsWith(byteOrderMark)) start = markBytes;
    }
    if (bytes.length > 0) total += 1;
  }
  if (total === 0) throw fieldError('file', 'empty', 'There are no rows in this file.');
  const where = { pieces: kept.count(), start };
  return { total, place: head ? { ...where, format: 'csv', ...head } : { ...where, format: 'ndjson' } };
}

function toRefusal(error: unknown): unknown {
  if (error instanceof UnreadableFile) return fieldError('file', error.reason, messages[error.reason]);
  if (!(error instanceof RowRefused)) return error;
  const [mistake] = error.mistakes;
  return fieldError('file', mistake?.code ?? 'invalid', mistake?.message ?? 'The first row cannot be read.');
}

export type ImportInput = { file: Upload; columns: string | undefined; mode: ImportMode; dryRun: boolean };

/**
 * Takes a file of users in, piece by piece, and begins to import it. VALIDATION_FAILED for what cannot be read as a
 * whole, FORBIDDEN for who may change nobody and asks for that; what is wrong with single rows the job says.
 */
export async function startImport(actor: Actor, { file, columns, mode, dryRun }: ImportInput, caller: Caller): Promise<JobShape> {
  if (mode !== 'create') await requireAllowed(actor, 'admin.users.write', null, { caller });
  const id = uuidv7();
  const key = await inTransaction((transaction) => openUpload(transaction, { id, actor, dryRun }));
  try {
    const { place, total } = await readFile({ id, key }, file, columns);
    const details: ImportDetails = { kind: 'users_import', mode, ...place };
    await inTransaction((transaction) => queueUpload(transaction, { id, actor, caller, details, dryRun, total }, key));
  } catch (error) {
    await inTransaction((transaction) => dropUpload(transaction, id));
    throw toRefusal(error);
  }
  return getJob(id);
}
