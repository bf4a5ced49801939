import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';

export type Mailbox = { url: string; mails: string[]; close: () => Promise<void> };

/** A real mail server on a port of its own that keeps what it is given. */
export async function aMailServer(): Promise<Mailbox> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => { mails.push(Buffer.concat(parts).toString('latin1')); done(); });
    },
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, mails, close: () => new Promise((closed) => server.close(() => closed())) };
}
