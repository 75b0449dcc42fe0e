/** `npm run admin -- <command>`: what must work before anyone can sign in. Works beside a running server and without one. */
import { join, resolve } from "node:path";
import { buildHost, buildHostCli } from "./lib/build.mjs";
import { dataFolder, withHost } from "./lib/host.mjs";
import { ensureInstalled, fail, parseArguments, root, runCommand, say } from "./lib/workspace.mjs";

const usage = `npm run admin -- create-key --name NAME [--data DIR]
npm run admin -- create-operator --email E --password P --role viewer|operator|admin [--name N] [--data DIR]
npm run admin -- reset-password --email E --password P [--data DIR]
npm run admin -- reset-second-factor --email E [--data DIR]
npm run admin -- remove-passkeys --email E [--data DIR]
npm run admin -- allow-passwords [--data DIR]
npm run admin -- remove-sign-in-provider --name NAME [--data DIR]
npm run admin -- rotate-key --purpose grants|receipts --reason WORDS [--compromised] [--data DIR]
npm run admin -- backup --to FILE.zip [--data DIR]
npm run admin -- restore --from FILE.zip --data DIR
npm run admin -- drill --from FILE.zip
npm run admin -- check [--data DIR]
npm run admin -- prepare [--data DIR]
npm run admin -- export --to FILE.zip [--data DIR]`;

const [command, ...rest] = process.argv.slice(2);
const options = parseArguments(rest, {
  values: ["name", "email", "password", "role", "purpose", "reason", "to", "from", "data"],
  flags: ["compromised"],
});

/** The option, or the end of the process with the usage. */
function required(name) {
  if (typeof options[name] !== "string" || options[name] === "") fail(`--${name} is needed.\n${usage}`, 2);
  return options[name];
}

const commands = {
  "create-key": () => {
    const name = required("name");
    return async (run) => {
      const { apiKey } = await run("setup:createApiKey", { name }, "mutation");
      process.stdout.write(`${apiKey}\n`);
      say("Shown this once; only its hash is kept.");
    };
  },
  "create-operator": () => {
    const args = { email: required("email"), password: required("password"), role: options.role ?? "operator" };
    if (!["viewer", "operator", "admin"].includes(args.role)) fail(`--role is viewer, operator or admin.\n${usage}`, 2);
    if (options.name !== undefined) args.name = options.name;
    return async (run) => {
      await run("setup:createOperator", args, "action");
      process.stdout.write(`created ${args.email} (${args.role})\n`);
    };
  },
  "reset-password": () => {
    const args = { email: required("email"), password: required("password") };
    return async (run) => {
      await run("setup:resetPassword", args, "action");
      process.stdout.write(`new password for ${args.email}; every sign-in of theirs has ended\n`);
    };
  },
  "reset-second-factor": () => {
    const args = { email: required("email") };
    return async (run) => {
      await run("setup:resetSecondFactor", args, "mutation");
      process.stdout.write(`${args.email} signs in without a second factor until a new one is set up; every sign-in of theirs has ended\n`);
    };
  },
  "remove-passkeys": () => {
    const args = { email: required("email") };
    return async (run) => {
      const { removed } = await run("setup:removePasskeys", args, "mutation");
      process.stdout.write(`removed ${removed} passkeys of ${args.email}; every sign-in of theirs has ended\n`);
    };
  },
  "allow-passwords": () => async (run) => {
    await run("setup:allowPasswords", {}, "mutation");
    process.stdout.write("a password is enough to sign in again\n");
  },
  "remove-sign-in-provider": () => {
    const args = { name: required("name") };
    return async (run) => {
      await run("setup:removeSignInProvider", args, "mutation");
      process.stdout.write(`nobody signs in by ${args.name} any more\n`);
    };
  },
  "rotate-key": () => {
    const args = { purpose: required("purpose"), reason: required("reason") };
    if (!["grants", "receipts"].includes(args.purpose)) fail(`--purpose is grants or receipts.\n${usage}`, 2);
    if (options.compromised === true) args.compromised = true;
    return async (run) => {
      const { keyId } = await run("signing:rotate", args, "mutation");
      process.stdout.write(`${args.purpose} are signed with ${keyId} from now on\n`);
    };
  },
};

// The host's own: a moment of the whole folder, while it is served or not.
if (command === "backup" || command === "export") {
  const to = required("to");
  await ensureInstalled();
  process.exit(
    await runCommand(process.execPath, [await buildHostCli(), command, "--data", dataFolder(options.data), "--to", resolve(to)]),
  );
}
if (command === "restore" || command === "drill" || command === "check") {
  const from = command === "check" ? [] : ["--from", resolve(required("from"))];
  const to = command === "drill" ? [] : ["--data", dataFolder(command === "restore" ? required("data") : options.data)];
  await ensureInstalled();
  process.exit(await runCommand(process.execPath, [await buildHostCli(), command, ...from, ...to]));
}
if (command === "prepare") {
  await ensureInstalled();
  process.exit(
    await runCommand(process.execPath, [
      await buildHostCli(),
      "prepare",
      "--functions",
      join(root, "convex"),
      "--data",
      dataFolder(options.data),
    ]),
  );
}
const prepare = commands[command];
if (prepare === undefined) fail(usage, 2);
const work = prepare();
await ensureInstalled();
try {
  await withHost({ dataDir: dataFolder(options.data), build: buildHost }, work);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
