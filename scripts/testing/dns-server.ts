import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';

/** What the server does with questions: answers them, says nothing, or says that it cannot tell. */
export type DnsMood = 'answers' | 'silent' | 'fails' | 'refuses';

export type DnsServer = {
  /** As `DNS_SERVERS` wants it. */
  address: string;
  /** The TXT records of a name; each a list of strings, as DNS has them. */
  records: Map<string, string[][]>;
  /** The names that were asked for, in order. */
  asked: string[];
  setMood: (mood: DnsMood) => void;
  close: () => Promise<void>;
};

const headerLength = 12;
const txt = 16;
const responseCodes = { answers: 0, fails: 2, refuses: 5 } as const;

/** The name in the only question of a query, and where the question ends. */
function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = headerLength;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** One TXT record whose name points back to the question (RFC 1035 §4.1.4). */
function recordOf(strings: readonly string[]): Buffer {
  const data = Buffer.concat(strings.map((text) => Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)])));
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc000 | headerLength, 0);
  head.writeUInt16BE(txt, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** The answer to a query: its records, or that there is no such name. */
function answerTo(query: Buffer, records: DnsServer['records'], code: number): { name: string; message: Buffer } {
  const { name, type, end } = readQuestion(query);
  const found = type === txt && code === 0 ? (records.get(name) ?? []) : [];
  const header = Buffer.alloc(headerLength);
  query.copy(header, 0, 0, 2);
  // A response, recursion available; NXDOMAIN for a name that is not known.
  header.writeUInt16BE(0x8180 | (code === 0 && !records.has(name) ? 3 : code), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(found.length, 6);
  return { name, message: Buffer.concat([header, query.subarray(headerLength, end), ...found.map(recordOf)]) };
}

/** A DNS server on loopback that knows the TXT records it is told; at any port that is free unless at `port`. */
export async function startDnsServer(port = 0): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const records: DnsServer['records'] = new Map();
  const asked: string[] = [];
  let mood: DnsMood = 'answers';
  socket.on('message', (query: Buffer, from: RemoteInfo) => {
    const { name, message } = answerTo(query, records, mood === 'silent' ? 0 : responseCodes[mood]);
    asked.push(name);
    if (mood !== 'silent') socket.send(message, from.port, from.address);
  });
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    records,
    asked,
    setMood: (next) => {
      mood = next;
    },
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
