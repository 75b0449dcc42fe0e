/**
 * Reads and verifies a file of receipts apart from the page, which so stays quick however long the file is. The page gets rows for its
 * list, and the text of the one receipt that somebody opens.
 */
import { fileReader } from "./file-reader.ts";
import type { FromImport, ToImport } from "./import-messages.ts";

const handle = fileReader((message: FromImport) => postMessage(message));
addEventListener("message", ({ data }: MessageEvent<ToImport>) => handle(data));
