import { readUserCode } from "./user-code.ts";

/** What the code that a camera read is for. */
export type Scanned =
  | { kind: "join" | "device"; userCode: string }
  /** A code of another console: `host` says which. */
  | { kind: "elsewhere"; host: string }
  /** The code that this console shows to robots. */
  | { kind: "claim" }
  | { kind: "unknown" };

/** Reads the text of a QR code, which machines make as a link: `ORIGIN/robots/join?code=BCDF-GHJK`. */
export function readScanned(text: string, origin: string): Scanned {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return { kind: "unknown" };
  if (url.pathname === "/claim") return { kind: "claim" };
  const kind = ({ "/robots/join": "join", "/device": "device" } as const)[url.pathname];
  const userCode = readUserCode(url.searchParams.get("code") ?? "");
  if (kind === undefined || userCode === null) return { kind: "unknown" };
  return url.origin === origin ? { kind, userCode } : { kind: "elsewhere", host: url.host };
}
