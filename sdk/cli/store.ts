import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { credentialsFile } from "../src/index.ts";

/** A login that a person has not answered yet; kept so that the next run asks for the same code. */
export type PendingLogin = { convexUrl: string; deviceCode: string; userCode: string; expiresAt: number };

const pendingFile = (): string => join(dirname(credentialsFile()), "login.json");

/** Written whole and readable by its owner only, in one rename. */
function writePrivate(path: string, content: Record<string, unknown>): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/** Puts the key where the SDK looks for it; returns the path. */
export function saveCredentials(credentials: { apiKey: string; convexUrl: string }): string {
  const path = credentialsFile();
  writePrivate(path, credentials);
  return path;
}

/** Returns whether there was anything to forget. */
export function forgetCredentials(): boolean {
  const had = [credentialsFile(), pendingFile()].map(exists);
  for (const path of [credentialsFile(), pendingFile()]) rmSync(path, { force: true });
  return had.includes(true);
}

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

export const savePendingLogin = (login: PendingLogin): void => writePrivate(pendingFile(), login);
export const forgetPendingLogin = (): void => rmSync(pendingFile(), { force: true });

/** The login that still waits at this server, or null. */
export function pendingLogin(convexUrl: string, now: number): PendingLogin | null {
  try {
    const value = JSON.parse(readFileSync(pendingFile(), "utf8")) as Partial<PendingLogin> | null;
    if (typeof value?.deviceCode !== "string" || typeof value.userCode !== "string" || typeof value.expiresAt !== "number") return null;
    const { deviceCode, userCode, expiresAt } = value;
    return value.convexUrl === convexUrl && expiresAt > now ? { convexUrl, deviceCode, userCode, expiresAt } : null;
  } catch {
    return null; // None, or one that cannot be read: a new one costs nothing.
  }
}
