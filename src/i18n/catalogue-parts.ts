import path from "node:path";

import { pageTable } from "../page-table.ts";
import { translated } from "./catalogue.ts";

// A page loads the words of its own parts. Which files come with a page only the finished bundle knows, so a part is a call until then.

type Chunk = { moduleIds: readonly string[]; imports: readonly string[]; dynamicImports: readonly string[]; facadeModuleId: string | null };
type Chunks = Readonly<Record<string, Chunk>>;

const root = path.resolve(import.meta.dirname, "../..");
const here = path
  .relative(root, import.meta.dirname)
  .split(path.sep)
  .join("/");

/** Stands for the words of a part until the bundle is known. */
export const partCall = "__wordsOfPart__(";
const calls = /__wordsOfPart__\(\s*["'`]([^"'`]*)["'`]\s*,\s*["'`]([^"'`]*)["'`]\s*\)/g;

const { outside, inside, settings, settingsLayout } = pageTable;
/** Every page by its file under src/pages, as in the table. */
const pageFiles = [...new Set<string>([...Object.values(outside), ...Object.values(inside), ...Object.values(settings), settingsLayout])];

/** How the part of a page is asked for. Without a slash, so that its file is called after the language. */
export const queryOf = (page: string): string => `page=${page.replace("/", "~")}`;

/** The module of a catalogue: the words of the frame, and where those of each page are; of `?page=`, the words of that page. */
export function partModule(file: string, query: string | undefined): string {
  const name = path.basename(file);
  const language = path.basename(file, ".po");
  const page = pageFiles.find((each) => query === queryOf(each)) ?? null;
  const messages = `export const messages = ${partCall}${JSON.stringify(language)},${JSON.stringify(page ?? "")});`;
  if (page !== null) return messages;
  const pages = pageFiles.map((each) => `${JSON.stringify(each)}: () => import(${JSON.stringify(`./${name}?${queryOf(each)}`)})`);
  return `${messages}\nexport const pages = { ${pages.join(", ")} };`;
}

const sourceOf = (id: string): string =>
  path
    .relative(root, id.split("?")[0] ?? "")
    .split(path.sep)
    .join("/");
const pageOf = ({ facadeModuleId }: Chunk): string | undefined =>
  facadeModuleId === null ? undefined : /^src\/pages\/(.+-(?:page|layout))\.tsx$/.exec(sourceOf(facadeModuleId))?.[1];

/** The source files of a chunk and of all that it can come to load, but for other pages. */
function filesBehind(chunks: Chunks, start: string | undefined, files = new Set<string>(), seen = new Set<string>()): Set<string> {
  const chunk = start === undefined || seen.has(start) ? undefined : chunks[start];
  if (start === undefined || chunk === undefined) return files;
  seen.add(start);
  for (const id of chunk.moduleIds) files.add(sourceOf(id));
  for (const next of [...chunk.imports, ...chunk.dynamicImports]) {
    const other = chunks[next];
    if (other !== undefined && pageOf(other) === undefined) filesBehind(chunks, next, files, seen);
  }
  return files;
}

/** The words of one part of a catalogue: of the frame ("", with what the server says and what no page would load), or of a page beside the frame. */
export async function wordsOfPart(language: string, page: string, chunks: Chunks): Promise<Record<string, unknown>> {
  const chunkOf = (is: (chunk: Chunk) => boolean) => Object.entries(chunks).find(([, chunk]) => is(chunk))?.[0];
  const frame = filesBehind(
    chunks,
    chunkOf(({ facadeModuleId }) => facadeModuleId !== null && sourceOf(facadeModuleId) === "src/app.tsx"),
  );
  const ofPages = new Map(
    pageFiles.map((each) => [
      each,
      filesBehind(
        chunks,
        chunkOf((chunk) => pageOf(chunk) === each),
      ),
    ]),
  );
  const isOf = (files: readonly string[], set: ReadonlySet<string> | undefined) => set !== undefined && files.some((file) => set.has(file));
  const inFrame = (context: string, files: readonly string[]) =>
    context === "server" || isOf(files, frame) || ![...ofPages.values()].some((set) => isOf(files, set));
  const entries = await translated(path.join(root, here, `${language}.po`));
  const own = entries.filter(({ context, files }) =>
    page === "" ? inFrame(context, files) : !inFrame(context, files) && isOf(files, ofPages.get(page)),
  );
  return Object.fromEntries(own.map(({ key, said }) => [key, said]));
}

/** Puts the words of each part where its call stands. */
export async function fillParts(code: string, chunks: Chunks): Promise<string> {
  let filled = code;
  for (const [call, language = "", page = ""] of code.matchAll(calls)) {
    const words = JSON.stringify(await wordsOfPart(language, page, chunks));
    filled = filled.replace(call, () => words);
  }
  return filled;
}
