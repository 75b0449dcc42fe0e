import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ReflexError } from "./errors.ts";

/** Where a call goes and who makes it; every helper takes these. */
export type Overrides = {
  /** `rfx_...` of an organization, or `rbt_...` of the robot that acts for itself. */
  apiKey?: string | undefined;
  /** Base URL of the deployment, such as `http://127.0.0.1:3210`. */
  convexUrl?: string | undefined;
};

export const defaultConvexUrl = "http://127.0.0.1:3210";
export const missingKeyMessage = "API key is required. Run `reflex login` or set REFLEX_API_KEY.";

type Environment = Record<string, string | undefined>;

/** `REFLEX_CONFIG_FILE`, then `credentials.json` in `REFLEX_CONFIG_DIR`, then in `~/.config/reflex`. */
export function credentialsFile(environment: Environment = process.env): string {
  const file = environment["REFLEX_CONFIG_FILE"];
  if (file) return file;
  return join(environment["REFLEX_CONFIG_DIR"] || join(homedir(), ".config", "reflex"), "credentials.json");
}

/** A string of the credentials file under any of `names`; the file may be missing. */
function stored(environment: Environment, names: string[]): string | undefined {
  const path = credentialsFile(environment);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new ReflexError("invalid_credentials_file", `Cannot read ${path}.`, undefined, { cause: error });
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new ReflexError("invalid_credentials_file", `${path} is not JSON.`, undefined, { cause: error });
  }
  if (typeof content !== "object" || content === null) return undefined;
  for (const [name, value] of Object.entries(content)) {
    if (names.includes(name) && typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

/** The key to act with: argument, `REFLEX_API_KEY`, credentials file. Throws `missing_key` when there is none. */
export function resolveApiKey(argument: string | undefined, environment: Environment = process.env): string {
  const key = argument || environment["REFLEX_API_KEY"] || stored(environment, ["apiKey", "api_key"]);
  if (!key) throw new ReflexError("missing_key", missingKeyMessage);
  return key;
}

/** The URL to call: argument, `REFLEX_CONVEX_URL`, credentials file, this machine. Without a trailing slash. */
export function resolveConvexUrl(argument: string | undefined, environment: Environment = process.env): string {
  const url = argument || environment["REFLEX_CONVEX_URL"] || stored(environment, ["convexUrl", "convex_url"]) || defaultConvexUrl;
  return url.replace(/\/+$/, "");
}
