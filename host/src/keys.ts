import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { chmod, mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";

import { exportJWK, exportPKCS8, generateKeyPair } from "jose";

import { isJsonObject, type Json } from "./values/json.ts";

/** Secrets of one data folder. They never leave it, except as environment of server functions. */
export interface HostKeys {
  readonly adminKey: string;
  /** PKCS8 PEM with its line breaks as spaces, which is what @convex-dev/auth expects. */
  readonly jwtPrivateKey: string;
  /** JSON text of the matching public key set. */
  readonly jwks: string;
}

/**
 * Reads the keys of a data folder, and makes them on the first start.
 *
 * @throws when the key file exists but cannot be understood: new keys would sign everybody out without a word
 */
export async function loadKeys(dataDir: string): Promise<HostKeys> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(dataDir, "keys.json");
  const saved = await readIfPresent(file);
  if (saved === null) return createKeys(file);
  // A copied or restored folder may have lost the mode.
  await chmod(file, 0o600);
  const keys: unknown = JSON.parse(saved);
  if (isHostKeys(keys)) return keys;
  throw new Error(`${file} is damaged: restore it from a backup`);
}

async function createKeys(file: string): Promise<HostKeys> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = randomBytes(8).toString("hex");
  const pem = await exportPKCS8(privateKey);
  const keys: HostKeys = {
    adminKey: randomBytes(32).toString("base64url"),
    jwtPrivateKey: pem.trimEnd().replaceAll("\n", " "),
    jwks: JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), use: "sig", alg: "RS256", kid }] }),
  };
  await writeDurably(file, JSON.stringify(keys, null, 2));
  await writeDurably(path.join(path.dirname(file), "admin.key"), `${keys.adminKey}\n`);
  return keys;
}

/** Readable by its owner only. Writes beside the target, flushes, then renames: a crash leaves the old file or the new one, never half of one. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

async function readIfPresent(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function isHostKeys(value: unknown): value is HostKeys {
  if (typeof value !== "object" || value === null) return false;
  const text = (name: string) => name in value && typeof Reflect.get(value, name) === "string" && Reflect.get(value, name) !== "";
  return text("adminKey") && text("jwtPrivateKey") && text("jwks");
}

/** The admin key of a data folder, for tools that talk to a host that runs. */
export function readAdminKey(dataDir: string): string {
  const keys: Json = JSON.parse(readFileSync(path.join(dataDir, "keys.json"), "utf8"));
  const key = isJsonObject(keys) ? keys["adminKey"] : undefined;
  if (typeof key !== "string") throw new Error(`There is no admin key in ${dataDir}`);
  return key;
}
