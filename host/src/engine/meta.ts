import type { Key } from "./types.ts";
import { RangeCursor, type View } from "./view.ts";

/** The key of a record of the host. It has the same bytewise order as everything else. */
export function metaKey(key: string): Key {
  return Buffer.from(key, "utf8").toString("latin1");
}

/** The records whose keys have the prefix, ascending. */
export function scanMeta(view: View, prefix: string, limit: number): { key: string; value: string }[] {
  const start = metaKey(prefix);
  const cursor = new RangeCursor(view, "meta", start, `${start}\xff`, false, { expectedRows: 64 });
  const found: { key: string; value: string }[] = [];
  while (found.length < limit) {
    const row = cursor.next();
    if (row === null) break;
    found.push({ key: Buffer.from(row.key, "latin1").toString("utf8"), value: row.document });
  }
  return found;
}
