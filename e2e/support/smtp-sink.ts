import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { freePort } from './free-port.ts';

export type SmtpSink = { url: string; mails: Email[]; start: () => Promise<void>; stop: () => Promise<void> };

/** A real mail server on loopback that keeps what it is sent. It can be stopped and started again on its port. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const port = await freePort();
  const mails: Email[] = [];
  let server: SMTPServer | null = null;
  const start = async () => {
    const fresh = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
            mails.push(mail);
            done();
          }, done);
        });
      },
    });
    await new Promise<void>((resolve, reject) => {
      fresh.once('error', reject);
      fresh.listen(port, '127.0.0.1', () => resolve());
    });
    // A client that goes away in the middle is no failure of the test.
    fresh.on('error', () => undefined);
    server = fresh;
  };
  const stop = async () => {
    const running = server;
    server = null;
    if (running) await new Promise<void>((resolve) => running.close(() => resolve()));
  };
  await start();
  return { url: `smtp://127.0.0.1:${port}`, mails, start, stop };
}
