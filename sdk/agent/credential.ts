import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { credentialsFile } from "../src/index.ts";

/** What a robot machine keeps after claiming: enough to heartbeat and to sign its own account, nothing that opens anything else. */
export type StoredRobot = {
  convexUrl: string;
  robotId: string;
  credential: string;
  tokenHash: string;
  /** Secret half of the robot's own key; absent where it was paired before robots had one. */
  signingSeed?: string | undefined;
};

/** `robots/` beside the SDK's credentials file. */
export function robotsFolder(): string {
  return join(dirname(credentialsFile()), "robots");
}

/** A pairing token as it is handed over: the bare secret, or the link of the QR code with the secret in its fragment. */
export function readToken(text: string): string {
  const fragment = /#(?:.*&)?token=([^&\s]+)/.exec(text.trim());
  return decodeURIComponent(fragment?.[1] ?? text.trim());
}

/** The pairing secret itself is not kept: its hash is enough to know that it was claimed here. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Writes the robot's file, readable by its owner only, in one rename: a power cut leaves the old one or the new one. */
export async function saveRobot(folder: string, robot: StoredRobot): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${robot.robotId.replaceAll(/[^\w-]/g, "_")}.json`);
  const draft = `${path}.${randomBytes(4).toString("hex")}`;
  await writeFile(draft, `${JSON.stringify(robot, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
  return path;
}

function readStored(text: string): StoredRobot | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) return null;
  const { convexUrl, robotId, credential, tokenHash, signingSeed } = Object.fromEntries(Object.entries(value));
  if (typeof convexUrl !== "string" || typeof robotId !== "string" || typeof credential !== "string" || typeof tokenHash !== "string")
    return null;
  return { convexUrl, robotId, credential, tokenHash, ...(typeof signingSeed === "string" ? { signingSeed } : {}) };
}

/** The stored robot that `matches`, or null. */
export async function findRobot(folder: string, matches: (robot: StoredRobot) => boolean): Promise<StoredRobot | null> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((entry) => entry.endsWith(".json"))) {
    const robot = readStored(await readFile(join(folder, name), "utf8"));
    if (robot !== null && matches(robot)) return robot;
  }
  return null;
}
