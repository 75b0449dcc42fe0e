import { HostError } from "../calls/failure.ts";
import type { Files } from "../files.ts";
import type { ImportedTable } from "./import-source.ts";
import { asText, type JsonObject } from "../values/json.ts";
import { sizeOf } from "../values/size.ts";

/** Documents that are written together: so many, or so many bytes. */
export const CHUNK = 256;
export const CHUNK_BYTES = 4 * 1024 * 1024;

/** The documents of a table but for the first `skip`, as they are committed together; `end` counts all up to the last of each. */
export async function* chunksOf(table: ImportedTable, skip: number): AsyncGenerator<{ documents: JsonObject[]; end: number }> {
  let documents: JsonObject[] = [];
  let bytes = 0;
  let seen = 0;
  for await (const document of table.documents()) {
    seen++;
    if (seen <= skip) continue;
    documents.push(document);
    bytes += sizeOf(document);
    if (documents.length < CHUNK && bytes < CHUNK_BYTES) continue;
    yield { documents, end: seen };
    [documents, bytes] = [[], 0];
  }
  if (documents.length > 0) yield { documents, end: seen };
}

/** Makes the bytes of a stored file durable. `system` is its id and time, where it has them. */
export async function keepFile(
  files: Files,
  table: ImportedTable,
  { _id, _creationTime, contentType, sha256 }: JsonObject,
): Promise<{ name: string; fields: JsonObject; system: JsonObject }> {
  const id = asText(_id);
  const entry = table.files.get(id);
  if (entry === undefined) throw new HostError("InvalidImport", `The archive lacks the stored file ${id}`);
  const { name, fields } = await files.keep(
    await entry.read(),
    typeof contentType === "string" ? contentType : null,
    typeof sha256 === "string" ? sha256 : undefined,
  );
  return { name, fields, system: { ...(_id === undefined ? {} : { _id }), ...(_creationTime === undefined ? {} : { _creationTime }) } };
}
