import type { Database, Statement } from "./drivers.ts";

/**
 * Raised when the layout of keys or tables changes; an older host must then not touch the file. Format 2 is 1 with tables whose documents
 * lie under another number than that of their ids, format 3 is 2 with records of mutations that several share. A file gets them when it first has
 * such a thing, so that until then an older host can still open it.
 */
export const FORMAT_WITH_SHARED_RECORDS = 3;
const NEWEST_FORMAT = FORMAT_WITH_SHARED_RECORDS;
const OLDEST_FORMAT = 1;
/** "Chst" in SQLite's field for the program that a file belongs to. */
const APPLICATION_ID = 0x4368_7374;

/** Marks a database as one of this host. */
export const MARKS = (schema: string, format = OLDEST_FORMAT) =>
  `PRAGMA ${schema}.application_id=${APPLICATION_ID}; PRAGMA ${schema}.user_version=${format}`;

/**
 * Checks that a file, just opened, is new or was written by this host or an older one, and marks it.
 *
 * @throws when it belongs to another program or to a newer host; it is then not changed
 */
export function checkOrigin(database: Database, path: string): void {
  const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get([])?.[name] ?? 0);
  const format = pragma("user_version");
  const owner = pragma("application_id");
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all([])
    .map(({ name }) => String(name));
  // Files of the first hosts do not name their program.
  const isOwn =
    owner === APPLICATION_ID || (owner === 0 && (tables.length === 0 || ["docs", "idx", "meta"].every((name) => tables.includes(name))));
  if (!isOwn)
    throw new Error(
      `${path} belongs to another program (it has the tables ${tables.join(", ") || "of none"}). Choose another data folder; the file was not changed.`,
    );
  if (format > NEWEST_FORMAT) {
    throw new Error(
      `${path} was written by a newer host (format ${format}, this one knows ${NEWEST_FORMAT}). Install that host again, or restore a backup from before the upgrade.`,
    );
  }
  if (owner !== APPLICATION_ID || format < OLDEST_FORMAT) database.exec(MARKS("main"));
}

/** What to tell of an error that means a damaged file; null for any other. */
export function damageOf(error: unknown, path: string): Error | null {
  if (!(error instanceof Error) || !/malformed|not a database|unsupported file format/.test(error.message) || error instanceof DamagedFile)
    return null;
  return new DamagedFile(
    `${path} is damaged (${error.message}). Stop the host, keep a copy of the folder, and restore the newest backup into an empty one.`,
    { cause: error },
  );
}

class DamagedFile extends Error {
  override readonly name = "DamagedFile";
}

/** A statement that tells of damage to the file when it meets it, and throws what names the remedy. */
export function watched(statement: Statement, path: string, onDamage: (damage: Error) => void): Statement {
  const watch = <T>(use: () => T): T => {
    try {
      return use();
    } catch (error) {
      const damage = damageOf(error, path);
      if (damage === null) throw error;
      onDamage(damage);
      throw damage;
    }
  };
  return {
    get: (values) => watch(() => statement.get(values)),
    all: (values) => watch(() => statement.all(values)),
    run: (values) => watch(() => statement.run(values)),
  };
}
