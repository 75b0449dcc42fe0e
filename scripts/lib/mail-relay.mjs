/** From the server's functions, which speak HTTP only, to an SMTP server: `POST {to, subject, text}` becomes a letter. */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { createTransport } from "nodemailer";

const longest = 20_000;

async function readJson(request) {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > longest) throw new Error("too long");
  }
  return JSON.parse(text);
}

const isLetter = (value) => ["to", "subject", "text"].every((name) => typeof value?.[name] === "string" && value[name] !== "");

/**
 * Listens on this machine alone, for whoever has its token. `smtpUrl`: smtp(s)://user:password@host:port, as nodemailer reads it;
 * `from`: the sender's address. Answers `{url, token, close}`.
 */
export async function startMailRelay({ smtpUrl, from, log }) {
  const transport = createTransport(smtpUrl, {
    from,
    connectionTimeout: 8_000,
    greetingTimeout: 8_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const token = randomBytes(32).toString("hex");
  const expected = Buffer.from(`Bearer ${token}`);
  const server = createServer(async (request, response) => {
    const answer = (status) => response.writeHead(status).end();
    const given = Buffer.from(request.headers.authorization ?? "");
    if (request.method !== "POST" || given.length !== expected.length || !timingSafeEqual(given, expected)) return answer(403);
    try {
      const letter = await readJson(request);
      if (!isLetter(letter)) return answer(400);
      // As an address and not as a text that could name several.
      await transport.sendMail({ to: { name: "", address: letter.to }, subject: letter.subject, text: letter.text });
      answer(204);
    } catch (error) {
      log(`A letter was not sent: ${error instanceof Error ? error.message : String(error)}`);
      answer(502);
    }
  });
  await new Promise((done, refuse) => server.once("error", refuse).listen(0, "127.0.0.1", done));
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}/`, token, close: () => server.close() };
}
