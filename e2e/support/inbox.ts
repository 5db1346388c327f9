import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Mail = { id: string; to: string; subject: string; text: string; html: string };

/** The mails to one address in the local inbox, oldest first. */
export async function mailsTo(dataDir: string, address: string): Promise<Mail[]> {
  const folder = join(dataDir, 'inbox');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  // The inbox keeps the newest; an older one may go between the look at the folder and the look into the file.
  const read = async (name: string) => JSON.parse((await readFile(join(folder, name), 'utf8').catch(() => null)) ?? 'null') as Mail | null;
  const mails = await Promise.all(names.map(read));
  return mails.filter((mail): mail is Mail => mail?.to === address);
}

/** The newest mail to an address with this subject; waits until there are `count` of them. */
export async function waitForMail(dataDir: string, address: string, subject: RegExp, count = 1): Promise<Mail> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
    const found = (await mailsTo(dataDir, address)).filter((mail) => subject.test(mail.subject));
    const mail = found.at(-1);
    if (mail && found.length >= count) return mail;
  }
  throw new Error(`No mail ${subject} came to ${address}.`);
}

export const subjects = {
  verify: /^Confirm your e-mail address$/,
  reset: /^Choose a new password$/,
  changed: /^Your password was changed$/,
  signIn: /^Your sign-in link$/,
  stepUp: /^Confirm that it is you$/,
  emailChange: /^Confirm your new e-mail address$/,
  emailChanged: /^Your e-mail address was changed$/,
  recoveryConfirm: /^Begin to recover your account$/,
  recoveryWaiting: /^Somebody wants to remove your second factors$/,
  recoveryComplete: /^Remove your second factors$/,
  factorEnabled: /^A second factor was switched on$/,
  newDevice: /^New sign-in to your account$/,
  passkeyAdded: /^A passkey was added$/,
  passkeyRemoved: /^A passkey was removed$/,
  organizationJoined: /^You became a member of an organization$/,
};

/** The six digits in a mail. */
export function codeIn(mail: Pick<Mail, 'text'>): string {
  const code = /^Your code: (\d{3} ?\d{3})$/m.exec(mail.text)?.[1];
  if (!code) throw new Error(`There is no code in:\n${mail.text}`);
  return code.replace(' ', '');
}

/** The link that carries the token. */
export function linkIn(mail: Pick<Mail, 'text'>): string {
  const link = /https?:\/\/\S+[?&]token=\S+/.exec(mail.text)?.[0];
  if (!link) throw new Error(`There is no link in:\n${mail.text}`);
  return link;
}
