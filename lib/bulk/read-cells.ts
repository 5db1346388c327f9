/** The cells of a record of a CSV (RFC 4180); null where quotes are not as they should be. */
export function readCells(text: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    if (text[at] !== '"') {
      const end = text.indexOf(delimiter, at);
      const cell = end < 0 ? text.slice(at) : text.slice(at, end);
      if (cell.includes('"')) return null;
      cells.push(cell);
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    let cell = '';
    let from = at + 1;
    for (;;) {
      const end = text.indexOf('"', from);
      if (end < 0) return null;
      cell += text.slice(from, end);
      if (text[end + 1] !== '"') {
        at = end + 1;
        break;
      }
      cell += '"';
      from = end + 2;
    }
    cells.push(cell);
    if (at === text.length) return cells;
    if (text[at] !== delimiter) return null;
    at += 1;
  }
}

/** What separates the cells of a head: whichever of the usual signs it has most of. */
export function delimiterOf(head: string): ',' | ';' | '\t' {
  const bare = head.replace(/"[^"]*"/g, '');
  const count = (sign: string) => bare.split(sign).length;
  return ([';', '\t'] as const).reduce<',' | ';' | '\t'>((best, sign) => (count(sign) > count(best) ? sign : best), ',');
}
