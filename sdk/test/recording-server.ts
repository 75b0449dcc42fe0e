import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type Recorded = { method: string; url: string; headers: Record<string, string | string[] | undefined>; body: unknown };

/** An HTTP server that keeps what it was sent and answers what the test set. */
export async function startRecordingServer() {
  const requests: Recorded[] = [];
  let answer: { status: number; body: string } = { status: 200, body: JSON.stringify({ status: "success", value: { ok: true } }) };
  const byPath = new Map<unknown, string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { path?: unknown };
      requests.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      response
        .writeHead(answer.status, { "content-type": "application/json", ...(answer.status === 302 ? { location: "/elsewhere" } : {}) })
        .end(byPath.get(body.path) ?? answer.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answer: (body: unknown, status = 200) => {
      answer = { status, body: typeof body === "string" ? body : JSON.stringify(body) };
    },
    /** What one function answers, whatever the others do. */
    answerOf: (path: string, body: unknown) => void byPath.set(path, JSON.stringify(body)),
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}

export type RecordingServer = Awaited<ReturnType<typeof startRecordingServer>>;
