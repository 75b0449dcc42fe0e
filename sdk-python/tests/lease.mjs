/** What the other agent's lease and its reading of answers make of what is on stdin (JSON): `{runs: [[op, ...]], answers: [answer]}`. */
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { root } from "../../scripts/lib/workspace.mjs";

const contents = 'export { Lease } from "./sdk/agent/lease.ts"; export { readInstruction } from "./sdk/agent/answer.ts";';
const stdin = { contents, resolveDir: root, loader: "ts" };
const { outputFiles } = await build({ stdin, bundle: true, format: "esm", platform: "node", write: false, absWorkingDir: root });
const { Lease, readInstruction } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

const { runs, answers } = JSON.parse(readFileSync(0, "utf8"));
const ran = runs.map((ops) => {
  const lease = new Lease();
  return ops.map(([what, ...args]) => {
    if (what === "accept") lease.accept(readInstruction(args[0]), args[1], args[2]);
    if (what === "stop") return lease.stop(args[0]);
    if (what === "give up") lease.giveUp();
    if (what === "spend") lease.spend();
    if (what === "may apply") return lease.mayApply(args[0]);
    if (what !== "update") return null;
    const { applying, started, fell } = lease.update(args[0]);
    return [applying, started, fell];
  });
});
process.stdout.write(JSON.stringify({ runs: ran, answers: answers.map((answer) => readInstruction(answer)) }));
