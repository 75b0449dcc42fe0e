import { execFileSync, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { request } from "node:https";
import path from "node:path";

import { ConvexClient } from "convex/browser";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";

import { temporaryFolder } from "./setup.ts";

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** A certificate for localhost that signs itself. */
export async function certificate(name = "localhost"): Promise<{ cert: string; key: string; ca: Buffer }> {
  const folder = await temporaryFolder();
  const [cert, key] = [path.join(folder, "cert.pem"), path.join(folder, "key.pem")];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      "-subj",
      `/CN=${name}`,
      "-addext",
      `subjectAltName=DNS:localhost,IP:127.0.0.1`,
      "-keyout",
      key,
      "-out",
      cert,
    ],
    { stdio: "ignore" },
  );
  return { cert, key, ca: await readFile(cert) };
}

/** With a body it is a POST. */
export function fetchTls(url: string, ca: Buffer, headers = {}, body?: Buffer): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca, headers, agent: false, method: body === undefined ? "GET" : "POST" }, (answer) => {
      let text = "";
      answer
        .setEncoding("utf8")
        .on("data", (part: string) => (text += part))
        .on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    }).on("error", reject);
    asked.end(body);
  });
}

/** The official live client, which trusts the certificate. */
export function liveTls(url: string, ca: Buffer): ConvexClient {
  class Trusting extends WebSocket {
    constructor(address: string) {
      super(address, { ca });
    }
  }
  const client = new ConvexClient(url, {
    webSocketConstructor: Trusting as never,
    skipConvexDeploymentUrlCheck: true,
    unsavedChangesWarning: false,
    logger: false,
  });
  onTestFinished(() => client.close());
  return client;
}
