import { randomInt } from 'node:crypto';

const givenNames =
  'Ada Grace Alan Linus Edsger Barbara Donald Margaret Ken Dennis Radia Frances Jean Hedy Katherine Dorothy Mary Annie Karen Sophie Lena Jonas Paul Emma Mia Noah Ben Elias Leon Finn Luca Clara Ida Lea Anna Maja Nina Olga Igor Pavel'.split(
    ' ',
  );
const syllables =
  'ber ger man stein hof ler ric son sen vic kov mer schu mül wag bau koh fis lov ton hop per tur ing dijk lis knu ham thom rit all lam joh vau gar cia lop rod fer nan'.split(
    ' ',
  );

export function pick<Item>(items: readonly Item[]): Item {
  const item = items[randomInt(items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}

/** One in a hundred has an address at corp.example, ten at acme.example, the others at big providers. */
function domain(): string {
  const place = randomInt(100);
  if (place < 1) return 'corp.example';
  return place < 11 ? 'acme.example' : pick(['example.com', 'example.org', 'mail.example']);
}

export type MadeUp = { email: string; name: string; username: string };

/** Somebody who does not exist; their address and username have `number` in them, so that nobody has the same. */
export function madeUpPerson(number: number): MadeUp {
  const given = pick(givenNames);
  const family = pick(syllables) + pick(syllables) + pick(syllables);
  return {
    email: `${given.toLowerCase()}.${family.replaceAll('ü', 'ue')}${number}@${domain()}`,
    name: `${given} ${family.charAt(0).toUpperCase()}${family.slice(1)}`,
    username: `${given.toLowerCase()}${number}`,
  };
}
