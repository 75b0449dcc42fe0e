import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail server on this machine that takes everything. */
export async function startMailServer() {
  const letters: { to: string[]; from: string; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, { envelope }, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
      stream.on("end", () => {
        // Long lines are broken as quoted-printable has it.
        text = text.replaceAll("=\r\n", "");
        letters.push({
          to: envelope.rcptTo.map(({ address }) => address),
          from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
          text,
        });
        done();
      });
    },
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { letters, url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, close: () => void server.close() };
}

/** What a letter says, as its reader sees it. */
export const readable = (letter: { text: string } | undefined): string =>
  Buffer.from(
    (letter?.text ?? "").replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();
