import type { FileChooser, Keyboard, Locator, Page } from '@playwright/test';

type Way = {
  /** What the control is that was meant, itself or by its label; all that Enter works on is a button. */
  kind: 'box' | 'select' | 'text' | 'button';
  isThere: boolean;
  /** It has the focus, but what came above it has pushed it out of the window. */
  isOutOfSight: boolean;
  /** Nothing has the focus: a page that has just come, or what had it went. */
  isFromNowhere: boolean;
  /** How many times Tab, or Shift+Tab below zero. */
  steps: number;
  stops: number;
  /** Why nobody gets there now. It may pass: a page that is on its way, a button that waits. */
  trouble: string | null;
  /** What the focus may change about it and around it. */
  drawn: string;
};

/** Runs in the page: from where the focus is to what was meant. */
function wayTo(element: Element): Way {
  const nearest = element.closest<HTMLElement>('label, a[href], button, input, select, textarea, summary, [tabindex]');
  const control = (nearest instanceof HTMLLabelElement ? nearest.control : nearest) ?? (element as HTMLElement);
  const isStop = (each: HTMLElement) =>
    each.tabIndex >= 0 && !each.matches(':disabled') && each.checkVisibility({ visibilityProperty: true }) && !each.closest('[inert]');
  const stops = [
    ...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]'),
  ].filter(isStop);
  const active = document.activeElement ?? document.body;
  const isBefore = (one: Element, other: Element) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  const between = (first: Element, last: Element) => stops.filter((stop) => isBefore(first, stop) && isBefore(stop, last)).length;
  const steps = isBefore(active, control) ? between(active, control) + 1 : -between(control, active) - 1;
  const isThere = active === control;

  const around = control.closest('label') ?? control.parentElement ?? control;
  // Others lose their focus at the same time.
  const isOthers = (each: Element) => stops.some((stop) => stop !== control && stop.contains(each) && !stop.contains(control));
  const drawn = [control, ...[...around.querySelectorAll('*')].slice(0, 40)]
    .filter((each) => !isOthers(each))
    .map((each) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(each);
      return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor].join(' ');
    })
    .join('\n');

  let trouble: string | null = null;
  let isOutOfSight = false;
  if (control.matches(':disabled')) trouble = 'it is disabled';
  else if (!control.checkVisibility({ visibilityProperty: true })) trouble = 'it is not visible';
  else if (!isStop(control)) trouble = 'Tab does not stop there';
  else if (isThere) {
    // The box of a checkbox is drawn by its neighbour, so its label counts as well.
    const { left, right, top, bottom } = (control.closest('label') ?? control).getBoundingClientRect();
    const points = [0.5, 0.1, 0.9].map((part) => [left + (right - left) * part, top + (bottom - top) * part] as const);
    const hit = points.map(([x, y]) => document.elementFromPoint(x, y));
    isOutOfSight = hit.every((each) => each === null);
    if (!isOutOfSight && !hit.some((each) => each && (around.contains(each) || each.contains(control))))
      trouble = `something covers it: ${hit[0]?.outerHTML.slice(0, 120)}`;
  }
  const kinds = {
    box: 'input[type=checkbox], input[type=radio]',
    select: 'select',
    text: 'textarea, input:not([type=submit], [type=button])',
    button: '*',
  };
  const kind = (Object.keys(kinds) as Way['kind'][]).find((each) => control.matches(kinds[each])) ?? 'button';
  return { kind, isThere, isOutOfSight, isFromNowhere: active === document.body, steps, stops: stops.length, trouble, drawn };
}

/** How long somebody waits for what cannot be done yet: as long as an assertion. */
let patience = 15_000;

/** Does it again while it says why it cannot be done yet. */
async function patiently<Result extends { trouble: string | null }>(target: Locator, look: () => Promise<Result>): Promise<Result> {
  for (const deadline = Date.now() + patience; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const result = await look();
    if (!result.trouble) return result;
    if (Date.now() > deadline) throw new Error(`The keyboard can do nothing with ${target}: ${result.trouble}.`);
  }
}

/** Held down, the key repeats itself: nobody waits for each time. */
async function tab(keyboard: Keyboard, times: number, isBack: boolean): Promise<void> {
  if (isBack) await keyboard.down('Shift');
  await Promise.all(Array.from({ length: times }, () => keyboard.down('Tab')));
  await keyboard.up('Tab');
  if (isBack) await keyboard.up('Shift');
}

/** Tab or Shift+Tab until the focus is there, where it has to be seen. */
async function reach(target: Locator): Promise<Way['kind']> {
  const { keyboard } = target.page();
  let unfocused: string | null = null;
  for (let presses = 0; ; ) {
    const { kind, isThere, isOutOfSight, isFromNowhere, steps, stops, drawn } = await patiently(target, () => target.evaluate(wayTo));
    if (isThere && !isOutOfSight) {
      if (drawn === unfocused) throw new Error(`Nobody sees that ${target} has the focus.`);
      return kind;
    }
    if (presses > 2 * stops + 40) throw new Error(`The keyboard does not reach ${target}: Tab was pressed ${presses} times.`);
    unfocused = drawn;
    // From nowhere only the browser knows where the first one leads; what is in the second half of the page is nearer from its end.
    // From what is out of sight one step off and back: the browser scrolls to where the focus comes.
    const times = isFromNowhere || isThere ? 1 : Math.abs(steps);
    await tab(keyboard, times, isFromNowhere ? steps > stops / 2 : steps < 0);
    presses += times;
  }
}

type Choice = string | { label?: string; value?: string };

/** Runs in the page: how many options below the chosen one the wanted one is. */
function distanceTo(element: Element, wanted: { label: string | null; value: string | null }) {
  const options = [...(element as HTMLSelectElement).options].filter(({ disabled }) => !disabled);
  const index = options.findIndex(({ label, value }) => label === wanted.label || value === wanted.value);
  const by = index - options.findIndex(({ selected }) => selected);
  return { by, label: options[index]?.label ?? '', trouble: index < 0 ? 'it has no such option' : null };
}

async function choose(select: Locator, choice: Choice): Promise<void> {
  const { keyboard } = select.page();
  const wanted = typeof choice === 'string' ? { label: choice, value: choice } : { label: null, value: null, ...choice };
  await reach(select);
  for (let round = 0; round < 3; round += 1) {
    const { by, label } = await patiently(select, () => select.evaluate(distanceTo, wanted));
    if (by === 0) return;
    // In a long list people type what they look for.
    if (round === 0 && Math.abs(by) > 12) await keyboard.type(label);
    else for (let time = 0; time < Math.abs(by); time += 1) await keyboard.press(by > 0 ? 'ArrowDown' : 'ArrowUp');
  }
  throw new Error(`The keys do not choose ${JSON.stringify(choice)} in ${select}.`);
}

const longText = 80;

async function write(field: Locator, text: string): Promise<void> {
  const { keyboard } = field.page();
  const kind = await reach(field);
  if (kind !== 'text') throw new Error(`${field} is no field to write into.`);
  await keyboard.press('Control+a');
  if (text === '') return keyboard.press('Delete');
  // What is long is pasted.
  if (text.length > longText) return keyboard.insertText(text);
  return keyboard.type(text);
}

/**
 * From now on, until what it returns is called, all that a spec does with a locator is done with keys: Tab to it, then
 * Enter, Space or the text. What the keyboard does not reach, or where nobody sees the focus, fails.
 */
export function putMouseAway(page: Page, milliseconds = 15_000): () => void {
  patience = milliseconds;
  const prototype: Locator = Object.getPrototypeOf(page.locator('html'));
  const { click, fill, clear, press, pressSequentially, check, uncheck, setChecked, selectOption, setInputFiles } = prototype;
  // Waits, like a click, for the page that it may lead to; whatever has the focus has it already.
  const pressHere = (target: Locator, key: string) => press.call(target.page().locator(':focus'), key);
  async function tick(box: Locator, wanted: boolean): Promise<void> {
    await reach(box);
    if ((await box.isChecked()) !== wanted) await pressHere(box, 'Space');
    if ((await box.isChecked()) !== wanted) throw new Error(`Space does not ${wanted ? 'tick' : 'clear'} ${box}.`);
  }
  Object.assign(prototype, {
    async click(this: Locator) {
      const kind = await reach(this);
      if (kind !== 'text' && kind !== 'select') await pressHere(this, kind === 'box' ? 'Space' : 'Enter');
    },
    fill(this: Locator, text: string) {
      return write(this, text);
    },
    clear(this: Locator) {
      return write(this, '');
    },
    async press(this: Locator, key: string) {
      await reach(this);
      await pressHere(this, key);
    },
    async pressSequentially(this: Locator, text: string) {
      await reach(this);
      await this.page().keyboard.type(text);
    },
    check(this: Locator) {
      return tick(this, true);
    },
    uncheck(this: Locator) {
      return tick(this, false);
    },
    setChecked(this: Locator, wanted: boolean) {
      return tick(this, wanted);
    },
    selectOption(this: Locator, choice: Choice) {
      return choose(this, choice);
    },
    async setInputFiles(this: Locator, files: Parameters<FileChooser['setFiles']>[0]) {
      await reach(this);
      // The dialog is the browser's own: keys that are sent to the page do not reach what is in it.
      const opens = this.page().waitForEvent('filechooser', { timeout: patience });
      const [dialog] = await Promise.all([opens, pressHere(this, 'Enter')]);
      await dialog.setFiles(files);
    },
  });
  return () => {
    Object.assign(prototype, { click, fill, clear, press, pressSequentially, check, uncheck, setChecked, selectOption, setInputFiles });
  };
}
