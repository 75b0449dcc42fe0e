import type { Answer } from "../src/index.ts";
import type { RobotDriver } from "./policy.ts";
import type { AgentEvent } from "./transport.ts";

/** A code for whoever stands at the robot, and how long to show it, ms from now. */
export type Code = { id: string; code: string; forMs: number };

/** Reads the code in the answer of a heartbeat; null when there is none, or one that cannot be read. */
export function readCode(answer: Answer): Code | null {
  const presence = answer["presence"];
  const now = answer["serverTime"];
  if (typeof presence !== "object" || presence === null || typeof now !== "number") return null;
  const { id, code, expiresAt } = presence as Record<string, unknown>;
  if (typeof id !== "string" || typeof code !== "string" || !/^\d{4,8}$/.test(code) || typeof expiresAt !== "number") return null;
  return expiresAt > now ? { id, code, forMs: expiresAt - now } : null;
}

/** Which code the robot shows now. The server is told once that it does: from then on no answer has another. */
export class ShownCode {
  readonly #driver: Pick<RobotDriver, "showCode">;
  readonly #emit: (event: AgentEvent) => void;
  readonly #tell: () => void;
  #newest: string | null = null;
  #untold: string | null = null;

  /** `tell` is called when the server ought to hear of it now. */
  constructor(driver: Pick<RobotDriver, "showCode">, emit: (event: AgentEvent) => void, tell: () => void) {
    this.#driver = driver;
    this.#emit = emit;
    this.#tell = tell;
  }

  /** For the next heartbeat: the code that is shown, until the server has heard it. */
  get untold(): string | undefined {
    return this.#untold ?? undefined;
  }

  /** Takes the answer to a heartbeat that said `told`. Waits for no display: neither a heartbeat nor a stop may be late for one. */
  take(answer: Answer, told: string | undefined): void {
    const code = readCode(answer);
    if (code !== null) void this.#show(code);
    else if (told === this.#untold) this.#untold = null;
  }

  async #show({ id, code, forMs }: Code): Promise<void> {
    this.#newest = code;
    this.#untold = null;
    this.#emit({ kind: "code", code, forMs });
    try {
      await this.#driver.showCode?.(code, forMs);
    } catch (error) {
      this.#emit({ kind: "code_unshown", message: error instanceof Error ? error.message : String(error) });
      return;
    }
    // While the display took its time, an answer with another code may have come.
    if (this.#newest !== code) return;
    this.#untold = id;
    this.#tell();
  }
}
