import { appError } from "../errors";

const invalid = (path: string, message: string) => appError({ code: "invalid", path, message });

const hasControlCharacter = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;

/** For text that a stranger's machine reports: kept, but it may not hide or reorder what it is shown beside. */
export function withoutControls(text: string, longest: number): string {
  return text.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, "").slice(0, longest);
}

/** Names are shown beside controls that move arms, so they may not hide or reorder text. */
export function checkName(text: string, path: string, longest = 100, whenEmpty = "Give a name."): string {
  const name = text.trim();
  if (name === "") throw invalid(path, whenEmpty);
  if (name.length > longest) throw invalid(path, `Use at most ${longest} characters.`);
  if (hasControlCharacter.test(name)) throw invalid(path, "Leave out control characters.");
  return name;
}

export function checkText(text: string, path: string, longest: number): string {
  if (text.length > longest) throw invalid(path, `Use at most ${longest} characters.`);
  return text;
}

export function checkOptional(text: string | undefined, path: string, longest = 200): string | null {
  return text === undefined ? null : checkName(text, path, longest);
}

/** Refuses NaN and the infinities, which a JSON number validator lets pass. */
export function checkNumber(value: number, path: string, lowest: number, highest: number): number {
  if (!Number.isFinite(value) || value < lowest || value > highest) {
    throw invalid(path, `Give a number from ${lowest} to ${highest}.`);
  }
  return value;
}

/** Parses JSON text of an object, or takes an object as it is; answers the canonical object. */
export function checkJsonObject(value: unknown, path: string, longest: number): Record<string, unknown> {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (typeof text !== "string") throw invalid(path, "Give a JSON object.");
  if (text.length > longest) throw invalid(path, `Use at most ${longest} characters of JSON.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw invalid(path, `This is not JSON: ${error instanceof Error ? error.message : "unreadable"}.`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw invalid(path, "Give a JSON object.");
  }
  if (isDeeperThan(parsed, deepestNesting)) throw invalid(path, `Nest at most ${deepestNesting} levels deep.`);
  return parsed as Record<string, unknown>;
}

const deepestNesting = 64;

/** Level by level and not by recursion, which the very input it guards against would overflow. */
function isDeeperThan(root: object, most: number): boolean {
  let level: object[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= most) return true;
    level = level.flatMap((value) => Object.values(value).filter((child): child is object => typeof child === "object" && child !== null));
  }
  return false;
}
