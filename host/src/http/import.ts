import type { IncomingMessage, ServerResponse } from "node:http";

import { HostError } from "../calls/failure.ts";
import { DEFAULT_CALL_BYTES } from "../calls/call-size.ts";
import { readJson, sendJson } from "./io.ts";
import type { Imports } from "../transfer/import.ts";
import { asText } from "../values/json.ts";

/** Answers what `npx convex import` asks for, to an administrator. `name` is the path below `/api/`. */
export async function serveImport(
  imports: Imports,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const answer = async (): Promise<unknown> => {
    if (name === "import/start_upload") return { uploadToken: imports.startUpload() };
    if (name === "import/upload_part")
      return imports.addPart(url.searchParams.get("uploadToken") ?? "", Number(url.searchParams.get("partNumber")), request);
    const { uploadToken, importId, import: options } = await readJson(request, DEFAULT_CALL_BYTES, null);
    if (name === "import/finish_upload") return { importId: await imports.finishUpload(asText(uploadToken), options) };
    if (name === "perform_import") return imports.perform(asText(importId)).then(() => null);
    throw new HostError("NotFound", "There is no such API", 404);
  };
  sendJson(response, 200, JSON.stringify(await answer()));
}
