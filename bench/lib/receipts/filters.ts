/** What the list of a history made by `bench/seed.ts` is filtered by: every filter that the page offers. */
import type { Filter } from "./list-page.ts";

const select = (label: string, ...values: string[]): Filter => ({ kind: "select", label, values });
const text = (...values: string[]): Filter => ({ kind: "text", label: "Search receipts", values });

/** By the name that a table gives each. */
export const filters: readonly { readonly name: string; readonly filter: Filter }[] = [
  { name: "verdict: not reviewed", filter: select("Verdict", "none") },
  { name: "verdict: good", filter: select("Verdict", "good") },
  { name: "verdict: bad, of which there is none", filter: select("Verdict", "bad") },
  { name: "motion: actions applied", filter: select("Motion", "applied") },
  { name: "only with problems", filter: select("Problems", "yes") },
  { name: "a robot", filter: { kind: "select", label: "Robot" } },
  { name: "a deployment", filter: { kind: "select", label: "Deployment" } },
  { name: "a word that every second receipt has", filter: text("task", "pilot", "done") },
  { name: "a rare word and the beginning of another", filter: text("torque joi", "came nea", "somebody ca", "limit joint", "expected a") },
  {
    name: "the name of a robot",
    filter: text("arm-0007", "arm-0113", "arm-0042", "arm-0099", "arm-0008", "arm-0077", "arm-0031", "arm-0064"),
  },
  { name: "a word that no receipt has", filter: text("zebra", "yellow", "quince", "xylophone", "zircon") },
  { name: "a number", filter: text("#7", "#42", "#99", "#13", "#88") },
  { name: "six bars of the histogram", filter: { kind: "brush", bars: 6 } },
  { name: "one bar of the histogram", filter: { kind: "brush", bars: 1 } },
];
