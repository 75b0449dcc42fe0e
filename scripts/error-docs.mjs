/**
 * `npm run error-docs`: writes docs/troubleshooting.md from the codes in the source and docs/openapi.json, so that none is without its explanation
 * and none is explained that does not exist. `--check` changes nothing and ends with 1 when the file is not current.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail, parseArguments, root, say } from "./lib/workspace.mjs";

// Their words are in convex/openapi/errors.ts; and in docs/openapi.json by `npm run openapi`.
const { schemas } = JSON.parse(readFileSync(join(root, "docs", "openapi.json"), "utf8")).components;
const errors = Object.fromEntries(schemas.AppError.oneOf.map(({ title, description, "x-fix": fix }) => [title, [description, fix]]));
const keyRefusals = Object.fromEntries(
  Object.entries(schemas.KeyRefusal.properties.reason["x-reasons"]).map(([reason, { means, fix }]) => [reason, [means, fix]]),
);
const clientErrors = {
  missing_key: ["No API key in the argument, `REFLEX_API_KEY` or the credentials file.", "`reflex login`, or set `REFLEX_API_KEY`."],
  unreachable: [
    "No usable answer: refused, timed out, or a proxy's page. It may or may not have happened.",
    "Check the URL and the server; before repeating a change, look whether it happened.",
  ],
  invalid_spec: [
    "A spec or schema file that cannot be read or lacks a field. Nothing was sent.",
    "Correct the file; the message names the field.",
  ],
  invalid_credentials_file: ["The credentials file is not JSON.", "`reflex logout`, then `reflex login`."],
  server_error: [
    "The server failed in a way it does not explain to clients; the message has a request id.",
    "Look the request id up in the host's log (`REFLEX_LOG=json`).",
  ],
};

// What the conditions say with a text of their own making.
const computed = {
  caller_limited: [
    "You may not act on this robot, or not on this deployment: an admin has limited where you may.",
    "Ask an admin of the organization.",
  ],
  clock_skew: [
    "The robot's clock is off by more than 500 ms by the fastest of its newest five heartbeats, or not known. A clock that is behind cannot be told from heartbeats that all take that long.",
    "",
  ],
  doctor_missing: ["", "Run the doctor."],
  doctor_stale: ["", "Run the doctor again."],
  approval_missing: [
    "The deployment asks for a second operator, and nobody else has approved this evidence.",
    "Request the approval on the session's page.",
  ],
};

const source = (path) => readFileSync(join(root, path), "utf8");
const known = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, code]) => code))];

/** The rows of `codes`; an explanation that is missing or that explains nothing ends the run. */
function rows(codes, explained, where) {
  for (const code of codes) if (!(code in explained)) fail(`${where} has the code ${code}; explain it in scripts/error-docs.mjs.`);
  for (const code of Object.keys(explained)) if (!codes.includes(code)) fail(`${code} is explained but not in ${where}.`);
  return table(explained, codes);
}

const table = (explained, codes = Object.keys(explained)) =>
  codes.map((code) => `| \`${code}\` | ${explained[code].join(" | ")} |`).join("\n");

/** `unmet(code, message, fix)` with literal texts; what is computed shows as an ellipsis. */
function conditions() {
  const text = ["hopConditions", "promoteConditions"].map((name) => source(`convex/model/sessions/${name}.ts`)).join("\n");
  const literal = String.raw`("(?:[^"\\]|\\.)*"|${"`[^`]*`"}|\w+)`;
  const found = [...text.matchAll(new RegExp(String.raw`unmet\(\s*"(\w+)",\s*${literal},\s*${literal},?\s*\)`, "g"))];
  const words = (value) => (/^["`]/.test(value) ? value.slice(1, -1).replaceAll(/\$\{[^}]*\}/g, "…") : "");
  const missing = known(text, /unmet\(\s*"(\w+)"/g).filter((code) => !found.some((match) => match[1] === code));
  const all = [...found.map(([, code, message, fix]) => [code, words(message), words(fix)]), ...missing.map((code) => [code, "", ""])];
  return all
    .map(([code, message, fix]) => {
      const [otherMessage, otherFix] = computed[code] ?? ["", ""];
      const shown = [message || otherMessage, fix || otherFix];
      if (shown.includes("")) fail(`The condition ${code} computes its text; explain it in scripts/error-docs.mjs.`);
      return `| \`${code}\` | ${shown.join(" | ")} |`;
    })
    .join("\n");
}

const page = `<!-- Written by \`npm run error-docs\`; change scripts/error-docs.mjs or convex/openapi/errors.ts instead. -->

# Troubleshooting

## Errors of the server (\`errorData.code\`)

| code | what it means | what to do |
|---|---|---|
${table(errors)}

## Refused keys (\`ok: false, reason\`)

| reason | what it means | what to do |
|---|---|---|
${table(keyRefusals)}

## A promote that is refused (\`unmet\`)

All conditions that do not hold are listed at once, each with its fix; the dashboard shows them before anybody presses.

| code | message | fix |
|---|---|---|
${conditions()}

## Errors of the SDK and the command line (\`ReflexError.code\`)

| code | what it means | what to do |
|---|---|---|
${rows(known(source("sdk/src/errors.ts") + source("sdk/src/credentials.ts"), /(?:- `|ReflexError\(")(\w+)/g).concat(source("sdk/src/wire.ts").includes('"server_error"') ? ["server_error"] : []), clientErrors, "sdk/src")}

## Symptoms

| what you see | likely cause | what to do |
|---|---|---|
| \`Port 3210 is taken\` | another program, or another host | stop it, or \`npm start -- --port 3211\` |
| \`in use by another host\` | a host already serves this data folder | use that one; a lock of a crashed host is taken over by itself |
| the robot stays *Late* or *Offline* | its agent does not run, its network is cut, or its interval is longer than it says | look at the agent's own output: it names every refusal and every lost answer |
| *NOT CONFIRMED* after a software stop | the robot has not acknowledged within a second | use the hardware emergency stop; the console goes on asking |
| a session fell back to *Dry run* by itself | heartbeats missed the lease, the budget ended, or the robot reported a fault | the timeline of the session names the reason |
| clock skew over 500 ms | the robot's clock is off | run NTP on the robot |
| pages from another address answer 403 | the host knows only its own address | start it with the address people use (see [deploying](deploy.md)) |
`;

const { check } = parseArguments(process.argv.slice(2), { flags: ["check"] });
const path = join(root, "docs", "troubleshooting.md");
if (check !== true) {
  writeFileSync(path, page);
  say("Wrote docs/troubleshooting.md");
} else if (!existsSync(path) || readFileSync(path, "utf8") !== page) {
  fail("docs/troubleshooting.md is not current: npm run error-docs");
}
