import { readFileSync, statSync } from "node:fs";
import type { Server as SecureServer } from "node:https";

import { messageOf, type Log } from "../operation/log.ts";

export interface TlsFiles {
  /** PEM: the certificate and those above it. Looked at once a minute, so that a renewed one needs no restart. */
  readonly cert: string;
  /** PEM, without a passphrase. */
  readonly key: string;
}

const LOOK_MS = 60_000;

/** @throws with the file's name when one cannot be read */
export function readTls({ cert, key }: TlsFiles): { cert: Buffer; key: Buffer; minVersion: "TLSv1.2" } {
  return { cert: readFileSync(cert), key: readFileSync(key), minVersion: "TLSv1.2" };
}

/**
 * Takes over renewed certificates. One that cannot be used is told, and the old one stays.
 *
 * @returns stops looking
 */
export function renewTls(server: SecureServer, files: TlsFiles, log: Log, everyMs = LOOK_MS): () => void {
  const stamp = () => [files.cert, files.key].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs).join(" ");
  let known = stamp();
  const timer = setInterval(() => {
    const now = stamp();
    if (now === known) return;
    known = now;
    try {
      server.setSecureContext(readTls(files));
      log("info", "certificate_renewed");
    } catch (error) {
      log("error", "certificate_unusable", { message: messageOf(error) });
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
