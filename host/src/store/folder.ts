import { mkdirSync, statfsSync } from "node:fs";

/** File systems whose locks and syncs a database cannot rely on, by the magic numbers of Linux. */
const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
]);

/** Creates the data folder, private to the user, when it is missing. Throws when it lies on a network file system. */
export function prepareFolder(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const name = networkFileSystem(statfsSync(directory).type);
  if (name !== null) throw new Error(`The data folder ${directory} is on a network file system (${name}). Use a local disk.`);
}

/** The name of a network file system, or null for any other. `type` is `statfs().type`, signed or not. */
export function networkFileSystem(type: number): string | null {
  return NETWORK_FILE_SYSTEMS.get(type >>> 0) ?? null;
}
