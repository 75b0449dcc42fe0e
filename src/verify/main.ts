import { checkpointFile, checkpointsIn } from "../../convex/model/receipts/checkpointFile.ts";
import { type FoundPicture, type GivenPicture, pictureSentence } from "../../convex/model/receipts/exportPictures.ts";
import { sortPictures } from "./given-picture.ts";
import { knownKeys } from "./keys.ts";
import { openForVerdict } from "./read-file.ts";
import { verdictOn } from "./verdict.ts";
import { verifySteps } from "./verify-file.ts";

// The script of verify.html. Text goes in as text only: nothing of the file is ever markup.

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`verify.html has no #${id}`);
  return found;
};
const result = element("result");
const drop = element("drop");
const known = element("keys") as HTMLTextAreaElement;
const published = element("checkpoints") as HTMLTextAreaElement;

function line(tag: "p" | "li", text: string, className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

/** Counts what was asked to be verified: whatever was given before the last is let go. */
let asked = 0;

async function verify(file: File): Promise<void> {
  asked += 1;
  const mine = asked;
  result.replaceChildren(line("p", `Reading ${file.name} \u2026`));
  const publicKeys = knownKeys(known.value);
  const words = published.value.trim() === "" ? [] : checkpointsIn(published.value);
  if (words === null) return result.replaceChildren(line("p", "The text of the checkpoints is not one that was published.", "bad"));
  const opened = await openForVerdict(file);
  if (mine !== asked) return;
  const { format } = opened;
  if (format === "csv" && publicKeys === null) {
    return result.replaceChildren(
      line("p", "Not verified", "bad"),
      line(
        "p",
        `${file.name} is CSV, which brings no keys: put the organization's into their field above and give the file again, or export JSONL or Parquet.`,
      ),
    );
  }
  const steps = verifySteps(opened, { published: words, pictures, ...(publicKeys === null ? {} : { publicKeys }) });
  for (let breath = performance.now(); ;) {
    const step = await steps.next();
    if (mine !== asked) return;
    if (step.done === true) return show(file.name, verdictOn(step.value, format), step.value.ok ? step.value.pictures : null);
    if (performance.now() - breath < 40) continue;
    const { checked, total } = step.value;
    result.replaceChildren(line("p", total === null ? `Checked ${checked}` : `Checked ${checked} of ${total}`));
    await new Promise((resolve) => setTimeout(resolve));
    breath = performance.now();
  }
}

/** `found`: what became of the pictures that were given; null where the file is not sound, and so says nothing of them. */
function show(name: string, { isSound, headline, details, keys, head }: ReturnType<typeof verdictOn>, found: FoundPicture[] | null): void {
  const parts = [
    line("p", `${isSound ? "\u2713" : "\u2717"} ${headline}`, isSound ? "ok" : "bad"),
    line("p", name, "muted"),
    ...(found ?? []).map((each) => {
      const isRecorded = each.standing === "recorded";
      return line("p", `${isRecorded ? "\u2713" : "\u2717"} ${pictureSentence(each)}`, isRecorded ? "ok" : "bad");
    }),
    ...(found === null && pictures.length > 0 ? [line("p", "Of the pictures nothing is said: the file is not sound.", "bad")] : []),
    ...details.map((text) => line("p", text)),
  ];
  if (head !== null) parts.push(line("p", "Last link of the chain when it was exported:", "muted"), code(head));
  if (keys.length > 0) parts.push(line("p", "Signed with:", "muted"), ...keys.map(({ id, key }) => code(`${id} = ${key}`)));
  result.replaceChildren(...parts);
}

function code(text: string): HTMLElement {
  const made = document.createElement("p");
  const inner = document.createElement("code");
  inner.textContent = text;
  made.append(inner);
  return made;
}

/** The export that was given last, to be held against checkpoints that come after it. */
let given: File | null = null;
/** Pictures that were given so far, by the hash of their bytes; the page is opened anew for others. */
const pictures: GivenPicture[] = [];
/** Exports, files of checkpoints and pictures in whatever order; the text of the latter goes into its field, where it is seen and can be taken away. */
async function take(files: readonly File[]): Promise<void> {
  const sorted = await sortPictures(files);
  pictures.push(...sorted.pictures);
  for (const file of sorted.others) {
    // Far more than years of daily checkpoints; what is longer is not read as a whole just to look.
    const checkpoints = file.size > 4_000_000 ? null : checkpointsIn(await file.text());
    if (checkpoints === null) given = file;
    else published.value = checkpointFile([...(checkpointsIn(published.value) ?? []), ...checkpoints]);
  }
  if (given === null) result.replaceChildren(line("p", "Now give the file of receipts that these belong to."));
  else await verify(given);
}

const start = (files: FileList | null | undefined) => {
  if (files === null || files === undefined || files.length === 0) return;
  take([...files]).catch((error: unknown) =>
    result.replaceChildren(line("p", `The file could not be read. ${error instanceof Error ? error.message : String(error)}`, "bad")),
  );
};
element("file").addEventListener("change", (event) => event.target instanceof HTMLInputElement && start(event.target.files));
for (const kind of ["dragover", "dragleave", "drop"] as const) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop") start(event.dataTransfer?.files);
  });
}
