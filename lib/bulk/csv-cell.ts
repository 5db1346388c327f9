/**
 * What spreadsheets take for the beginning of a formula (OWASP, CSV Injection), also in the full-width forms that some of
 * them fold, and behind blanks that they skip.
 */
const formula = /^[\s\u00a0\ufeff]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * A value as a cell of a CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front:
 * somebody can be called `=HYPERLINK(…)`, and whoever opens an export trusts it.
 */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line of a CSV with its end. */
export function csvLine(values: readonly (string | number | boolean | null)[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

/** What a cell said before the apostrophe was put in front of it. */
export function withoutGuard(text: string): string {
  return text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text;
}
