// Comforts for pages that work without them: nothing here is needed to send a form.
// Plain script, one listener per event on the window, so that it serves pages with and without React.

const root = document.documentElement;

/** Show / hide a password. */
function togglePassword(button) {
  const input = document.getElementById(button.getAttribute('aria-controls'));
  const shown = button.getAttribute('aria-pressed') !== 'true';
  input.type = shown ? 'text' : 'password';
  button.setAttribute('aria-pressed', String(shown));
  const title = shown ? button.dataset.hideTitle : button.dataset.showTitle;
  button.title = title;
  input.focus();
}

/** The theme changes at once; the server keeps it in a cookie and writes it into the next page. */
function chooseTheme(button) {
  const theme = button.value;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const choice of document.querySelectorAll('[data-theme-choice]'))
    choice.setAttribute('aria-pressed', String(choice.value === theme));
  fetch('/preferences', { method: 'POST', body: new URLSearchParams({ theme }), redirect: 'manual', keepalive: true }).catch(() => {});
}

async function copyText(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const status = button.querySelector('[role=status]');
  if (status) {
    const before = status.textContent;
    status.textContent = button.dataset.copied;
    setTimeout(() => {
      status.textContent = before;
    }, 2000);
  }
}

window.addEventListener(
  'click',
  (event) => {
    if (!(event.target instanceof Element)) return;
    const toggle = event.target.closest('[data-password-toggle]');
    if (toggle) togglePassword(toggle);
    const theme = event.target.closest('[data-theme-choice]');
    if (theme) {
      event.preventDefault();
      chooseTheme(theme);
    }
    const copy = event.target.closest('[data-copy]');
    if (copy) copyText(copy);
    const waiting = event.target.closest('[data-countdown][aria-disabled=true]');
    if (waiting) event.preventDefault();
  },
  true,
);

/** Caps lock is told to everyone, screen readers included, while the field is in use. */
function tellCapsLock(event) {
  if (!(event.target instanceof HTMLInputElement)) return;
  const hint = event.target.closest('[data-password]')?.querySelector('[data-caps-lock]');
  if (!hint || !event.getModifierState) return;
  const text = event.getModifierState('CapsLock') ? hint.dataset.capsLock : '';
  if (hint.textContent !== text) hint.textContent = text;
}
window.addEventListener('keydown', tellCapsLock);
window.addEventListener('keyup', tellCapsLock);

/** Codes: digits only, "123 456" may be pasted, the sixth digit sends the form. */
function takeCode(input) {
  const digits = input.value.replace(/\D/g, '').slice(0, 6);
  if (digits !== input.value) input.value = digits;
  if (digits.length === 6 && input.dataset.sent !== digits) {
    input.dataset.sent = digits;
    input.form?.requestSubmit();
  }
}
window.addEventListener('input', (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches('[data-code-input]')) takeCode(event.target);
});

/** A form under way shows it and cannot be sent twice. React prevents the default of the forms it handles itself. */
window.addEventListener('submit', (event) => {
  if (event.defaultPrevented || !(event.target instanceof HTMLFormElement)) return;
  // Pages with a secret in their address send no referrer, so the form says itself where to return to.
  if (event.target.matches('[data-return]')) event.target.elements.return_to.value = location.pathname + location.search;
  if (event.target.hasAttribute('data-pending')) event.preventDefault();
  else event.target.setAttribute('data-pending', '');
});

// A page that comes back from the browser's cache must not look as if it were still sending.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-pending]')) form.removeAttribute('data-pending');
});

const untilKey = 'gatehouse-resend-until';

/** Until when a counting button waits; kept for the tab, so that a page that comes again does not count anew. */
function waitsUntil(button) {
  const kept = Number(sessionStorage.getItem(untilKey));
  if (kept > 0) return kept;
  const until = Date.now() + Number(button.dataset.countdown) * 1000;
  sessionStorage.setItem(untilKey, String(until));
  return until;
}

/** Buttons that may be used again after a while, such as "send again". */
function countDown() {
  for (const button of document.querySelectorAll('[data-countdown]')) {
    const left = Math.ceil((waitsUntil(button) - Date.now()) / 1000);
    const label = button.querySelector('[data-countdown-label]');
    const text = left > 0 ? button.dataset.waitLabel.replace('#', String(left)) : button.dataset.readyLabel;
    if (label && label.textContent !== text) label.textContent = text;
    if (left > 0) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }
}
countDown();
setInterval(countDown, 500);

/** The minutes for which somebody still acts as another. */
function tellMinutesLeft() {
  for (const place of document.querySelectorAll('[data-ends-at]')) {
    const minutes = Math.max(0, Math.ceil((Date.parse(place.dataset.endsAt) - Date.now()) / 60_000));
    const text = place.dataset.left.replace('#', String(minutes));
    if (place.textContent !== text) place.textContent = text;
  }
}
setInterval(tellMinutesLeft, 5000);

window.addEventListener('submit', (event) => {
  // A new mail, from whichever form, starts a new count.
  if (event.target instanceof HTMLFormElement && event.target.matches('[data-mails]')) sessionStorage.removeItem(untilKey);
});

// Somebody may be quicker than this script: what was typed before it came counts too.
for (const input of document.querySelectorAll('[data-code-input]:focus')) takeCode(input);

// The tab that waits for a code moves on by itself when the link was confirmed in another tab of this browser.
const confirmedKey = 'gatehouse-email-confirmed';
if (document.querySelector('[data-tells-tabs]')) localStorage.setItem(confirmedKey, String(Date.now()));
window.addEventListener('storage', ({ key }) => {
  const waiting = key === confirmedKey ? document.querySelector('[data-moves-on]') : null;
  if (waiting) location.assign(waiting.dataset.movesOn);
});

/** How strong a new password is, as advice. Its script is large and is fetched with the first focus of such a field. */
let strength;
function loadStrength(event) {
  if (!(event.target instanceof HTMLInputElement) || !event.target.closest('[data-password]')?.querySelector('[data-strength]')) return;
  strength ??= import('/generated/password-strength.js').catch(() => {
    strength = undefined;
  });
}
window.addEventListener('focusin', loadStrength);
// The focus may have been there before this script was.
if (document.activeElement) loadStrength({ target: document.activeElement });

let strengthTimer;
/** Waits for a pause in typing: screen readers should hear one level, not one for each key. */
function tellStrength(event) {
  const input = event.target;
  if (!(input instanceof HTMLInputElement)) return;
  const meter = input.closest('[data-password]')?.querySelector('[data-strength]');
  if (!meter) return;
  loadStrength(event);
  clearTimeout(strengthTimer);
  strengthTimer = setTimeout(async () => {
    const script = await strength;
    if (!script) return;
    const own = [...(input.form?.querySelectorAll('input[type=email], input[name=name], input[name=username]') ?? [])];
    const about = own.map((field) => field.value.slice(0, 254));
    const level = input.value === '' ? '' : String(script.estimateStrength(input.value.slice(0, 128), about));
    if (level === '') delete meter.dataset.level;
    else meter.dataset.level = level;
    const status = meter.querySelector('[role=status]');
    const text = level === '' ? '' : (meter.dataset[`text${level}`] ?? '');
    if (status.textContent !== text) status.textContent = text;
  }, 250);
}
window.addEventListener('input', tellStrength);
