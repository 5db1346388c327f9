// Passkeys on the pages that are sent without React: asks the authenticator, puts its answer into the form, and sends
// the form like any other. Plain script, listeners on the window, so that it serves pages with and without React.
// The browser's own JSON forms of WebAuthn need no library: https://w3c.github.io/webauthn/#sctn-parseCreationOptionsFromJSON

const isSupported = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON && PublicKeyCredential.prototype.toJSON);
document.documentElement.dataset.passkeys = isSupported ? 'yes' : 'no';

/** Options end after ten minutes; autofill, which may wait for hours, gets new ones before. */
const renewMilliseconds = 9 * 60_000;

/** A browser takes one request at a time. */
let underWay = null;

async function fetchOptions(form) {
  const { passkey, passkeyBody } = form.dataset;
  const response = await fetch(passkey, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: passkeyBody });
  if (!response.ok) throw new Error(`The options answered ${response.status}.`);
  const { data } = await response.json();
  return PublicKeyCredential.parseRequestOptionsFromJSON(data.options ?? data.passkey_options ?? data);
}

/** Asks the authenticator and sends the form with its answer. */
async function answer(form, mediation) {
  underWay?.abort();
  const request = new AbortController();
  underWay = request;
  const publicKey = await fetchOptions(form);
  const credential = await navigator.credentials.get({ publicKey, signal: request.signal, ...(mediation && { mediation }) });
  form.elements.credential.value = JSON.stringify(credential);
  const remember = document.querySelector('input[type=checkbox][name=remember_me]');
  if (remember && form.elements.remember_me) form.elements.remember_me.value = remember.checked ? 'on' : '';
  // A form that is under way already would not be sent.
  form.removeAttribute('data-pending');
  form.requestSubmit();
}

/** A form without an answer is held back until there is one. */
window.addEventListener(
  'submit',
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches('[data-passkey]') || form.elements.credential.value || !isSupported) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.hasAttribute('data-pending')) return;
    const status = form.querySelector('[data-passkey-status]');
    status.textContent = '';
    form.setAttribute('data-pending', '');
    answer(form).catch((error) => {
      form.removeAttribute('data-pending');
      // Another request took its place.
      if (error.name === 'AbortError') return;
      status.textContent = status.dataset.failed;
      fillIn();
    });
  },
  true,
);

// A page that comes back from the browser's cache must not send the old answer again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-passkey]')) form.elements.credential.value = '';
});

/** Offers passkeys among what the browser fills into the name's field. Silent: nobody asked for it yet. */
async function fillIn() {
  const form = document.querySelector('form[data-passkey-autofill]');
  if (!isSupported || !form || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const renewal = setTimeout(fillIn, renewMilliseconds);
  answer(form, 'conditional').catch(() => clearTimeout(renewal));
}
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', fillIn);
else fillIn();
