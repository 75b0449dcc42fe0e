import { mkdirSync, rmSync } from "node:fs";

import { openSqliteStore } from "../../../host/src/store/sqlite.ts";
import { BODY, INSERTS } from "./work.ts";

/** Document, creation-time entry and index entry, as the host writes them, in commits of 100. */
export function rawInserts(directory: string): number {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  const store = openSqliteStore(directory);
  const begin = performance.now();
  for (let done = 0; done < INSERTS;) {
    store.begin();
    for (let i = 0; i < 100; i++, done++) {
      const id = String(done).padStart(16, "0");
      store.put("docs", `\0\0\0\x01${id}`, JSON.stringify({ _creationTime: done, _id: id, key: done, value: 0, body: BODY }));
      store.put("idx", `\x80\0\0\x01${id}${id}`, `\0\0\0\x01${id}`);
      store.put("idx", `\x80\0\0\x02${String((done * 7919) % INSERTS).padStart(8, "0")}${id}${id}`, `\0\0\0\x01${id}`);
    }
    store.commit();
  }
  const rate = INSERTS / ((performance.now() - begin) / 1000);
  store.close();
  return rate;
}
