/** All texts that a posted form has under one name, one a line: as a list is typed, or chosen with boxes. */
export function formLines(form: FormData, name: string): string {
  return form
    .getAll(name)
    .filter((value) => typeof value === 'string')
    .join('\n');
}

/** One text field of a posted form; a missing field or a file counts as empty. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
