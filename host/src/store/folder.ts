import { mkdirSync, statfsSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOREIGN_FOLDER = "Let the user that runs the host own it (chown), or choose another folder.";
const FULL_DISK = "Its disk is full: make room there and start again.";
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: FOREIGN_FOLDER,
  EPERM: FOREIGN_FOLDER,
  EROFS: "Its disk is mounted for reading only: mount it for writing, or choose another folder.",
  ENOSPC: FULL_DISK,
  EDQUOT: FULL_DISK,
};

/** File systems whose locks and syncs a database cannot rely on, by the magic numbers of Linux. */
const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
]);

/**
 * Creates the data folder, private to the user, when it is missing. Throws when it lies on a network file system, or when this user
 * cannot write to it.
 */
export function prepareFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // A trial tells more than the mode: of disks that are full or mounted for reading, of another effective user.
    const trial = join(directory, `trial.${process.pid}`);
    writeFileSync(trial, "trial", { mode: 0o600 });
    unlinkSync(trial);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const remedy = REMEDIES[code];
    if (remedy === undefined) throw error;
    throw new Error(`The data folder ${directory} cannot be written (${code}). ${remedy}`, { cause: error });
  }
  const name = networkFileSystem(statfsSync(directory).type);
  if (name !== null) throw new Error(`The data folder ${directory} is on a network file system (${name}). Use a local disk.`);
}

/** The name of a network file system, or null for any other. `type` is `statfs().type`, signed or not. */
export function networkFileSystem(type: number): string | null {
  return NETWORK_FILE_SYSTEMS.get(type >>> 0) ?? null;
}
