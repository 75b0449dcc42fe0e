/**
 * `npm run error-docs`: writes docs/troubleshooting.md from the codes in the source, so that none is without its explanation
 * and none is explained that does not exist. `--check` changes nothing and ends with 1 when the file is not current.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail, parseArguments, root, say } from "./lib/workspace.mjs";

const errors = {
  unauthenticated: ["Nobody is signed in, or the sign-in was ended elsewhere.", "Sign in again."],
  forbidden: ["The role or the kind of key is not enough; `needs` says what would be.", "Ask an admin of the organization, or use the right key."],
  not_found: ["`what` does not exist, or belongs to another organization: the two look the same on purpose.", "Check the id, and whose key it is."],
  conflict: ["It contradicts what is there now; `reason` and `message` say how.", "Look at the current state, then decide again."],
  invalid: ["An argument cannot be used; `path` says where, `problems` lists all of them.", "Correct the argument. Nothing was changed."],
  rate_limited: ["Too many tries in a short time.", "Wait `retryAfterMs`. Stops, demotions and heartbeats are never limited away."],
  not_ready: ["A promote was refused; `unmet` lists every condition.", "See the conditions below."],
};
const clientErrors = {
  missing_key: ["No API key in the argument, `REFLEX_API_KEY` or the credentials file.", "`reflex login`, or set `REFLEX_API_KEY`."],
  unreachable: ["No usable answer: refused, timed out, or a proxy's page. It may or may not have happened.", "Check the URL and the server; before repeating a change, look whether it happened."],
  invalid_spec: ["A spec or schema file that cannot be read or lacks a field. Nothing was sent.", "Correct the file; the message names the field."],
  invalid_credentials_file: ["The credentials file is not JSON.", "`reflex logout`, then `reflex login`."],
  server_error: ["The server failed in a way it does not explain to clients; the message has a request id.", "Look the request id up in the host's log (`REFLEX_LOG=json`)."],
};
const keyRefusals = {
  unknown_key: ["No such key.", "Check for a cut-off copy; make a new key."],
  revoked_key: ["The key was revoked, or its robot was retired or paired anew.", "Make a new key, or pair the robot again."],
  expired_key: ["The key is past its date.", "Make a new key."],
  forbidden: ["The key's role, or a robot's credential, may not do this.", "Use a key of the role that the action needs."],
};

// What the conditions say with a text of their own making.
const computed = {
  clock_skew: ["The robot's clock is off by more than 500 ms, or not known.", ""],
  doctor_missing: ["", "Run the doctor."],
  doctor_stale: ["", "Run the doctor again."],
  approval_missing: ["The deployment asks for a second operator, and nobody else has approved this evidence.", "Request the approval on the session's page."],
};

const source = (path) => readFileSync(join(root, path), "utf8");
const union = source("convex/errors.ts").match(/appErrorData = ([^]*?);\n/)?.[1] ?? fail("convex/errors.ts has no appErrorData.");
const known = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, code]) => code))];

/** The rows of `codes`; an explanation that is missing or that explains nothing ends the run. */
function rows(codes, explained, where) {
  for (const code of codes) if (!(code in explained)) fail(`${where} has the code ${code}; explain it in scripts/error-docs.mjs.`);
  for (const code of Object.keys(explained)) if (!codes.includes(code)) fail(`${code} is explained but not in ${where}.`);
  return codes.map((code) => `| \`${code}\` | ${explained[code].join(" | ")} |`).join("\n");
}

/** `unmet(code, message, fix)` with literal texts; what is computed shows as an ellipsis. */
function conditions() {
  const text = source("convex/model/sessions/promoteConditions.ts");
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

const page = `<!-- Written by \`npm run error-docs\`; change scripts/error-docs.mjs instead. -->

# Troubleshooting

## Errors of the server (\`errorData.code\`)

| code | what it means | what to do |
|---|---|---|
${rows(known(union, /code: v.literal\("(\w+)"\)/g), errors, "convex/errors.ts")}

## Refused keys (\`ok: false, reason\`)

| reason | what it means | what to do |
|---|---|---|
${rows(known(source("convex/functions.ts").match(/keyRefusal = [^]*?\}\)/)?.[0] ?? "", /literal\("(\w+)"\)/g), keyRefusals, "convex/functions.ts")}

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
