import { describe, expect, it } from 'vitest';
import { delimiterOf, readCells } from './read-cells.ts';
import { splitRecords } from './split-records.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function recordsOf(text: string, { size = 7, quoted = true } = {}): Promise<string[]> {
  const records: string[] = [];
  for await (const { bytes } of splitRecords(inPieces(text, size), { quoted })) records.push(bytes.toString());
  return records;
}

const awkward = 'a,b\r\n"x\r\ny",2\n"say ""hi""",3\r\n\r\nü€😀,4\r\nlast,5';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const item of items) read.push(item);
  return read;
}

describe('the records of a file', () => {
  it('are the same however it comes in pieces', async () => {
    for (let size = 1; size < 60; size += 1)
      expect(await recordsOf(awkward, { size })).toEqual(['a,b', '"x\r\ny",2', '"say ""hi""",3', '', 'ü€😀,4', 'last,5']);
  });

  it('go on where any of them ended', async () => {
    const bytes = Buffer.from(awkward);
    const records = await all(splitRecords(inPieces(awkward, 5), { quoted: true }));
    for (const [index, { end }] of records.entries()) {
      const rest = splitRecords(inPieces(bytes.subarray(end).toString(), 5), { quoted: true, offset: end });
      const read = await all(rest);
      expect(read.map((each) => [each.bytes.toString(), each.end])).toEqual(
        records.slice(index + 1).map((each) => [each.bytes.toString(), each.end]),
      );
    }
    expect(records.at(-1)?.end).toBe(bytes.length);
  });

  it('are lines where quotes mean nothing', async () => {
    expect(await recordsOf('{"a":1}\n{"b":"\\""}\n', { quoted: false })).toEqual(['{"a":1}', '{"b":"\\""}']);
  });

  it('have an end, and are not too long', async () => {
    await expect(recordsOf('a,"b\nc,d\n')).rejects.toMatchObject({ reason: 'unterminated_quote' });
    await expect(recordsOf(`a,"${'b\n'.repeat(40_000)}"`, { size: 1000 })).rejects.toMatchObject({ reason: 'row_too_long' });
    await expect(recordsOf(`${'b'.repeat(70_000)}\n`, { size: 100_000 })).rejects.toMatchObject({ reason: 'row_too_long' });
  });
});

describe('the cells of a record', () => {
  it.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['', ['']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""hi""","x\r\ny"', ['say "hi"', 'x\r\ny']],
    ['"",""""', ['', '"']],
    ['a,', ['a', '']],
    [' a , b', [' a ', ' b']],
  ])('%j', (text, cells) => {
    expect(readCells(text, ',')).toEqual(cells);
  });

  it.each(['a"b,c', '"a"b', '"a', 'a,"b"c', '"a" ,b'])('are none in %j', (text) => {
    expect(readCells(text, ',')).toBeNull();
  });

  it('are separated by what the head has most of', () => {
    expect(['email,name', 'email;name;phone', 'email\tname', 'email', '"a;b;c",d'].map(delimiterOf)).toEqual([',', ';', '\t', ',', ',']);
  });
});
