/** Copies of real rows: the same text with other ids, and all its times moved by the same amount. */
import { decodeId } from "../../../host/src/values/ids.ts";

type Part = string | { id: string } | { time: number };

/** A text cut at every id and at every time (epoch ms) in it, also within JSON that is text in a field. */
export class Stamp {
  readonly #parts: Part[] = [];
  readonly ids = new Set<string>();

  constructor(text: string) {
    let at = 0;
    for (const found of text.matchAll(/(?<![\w.-])(?:1[6-9]\d{11}(?:\.\d+)?|[0-9a-hjkmnp-tv-z]{31,37})(?![\w-])/g)) {
      const [word] = found;
      const isId = word.length > 24 && decodeId(word) !== null;
      if (!isId && word.length > 24) continue;
      this.#parts.push(text.slice(at, found.index), isId ? { id: word } : { time: Number(word) });
      if (isId) this.ids.add(word);
      at = found.index + word.length;
    }
    this.#parts.push(text.slice(at));
  }

  /** The text with `idFor` in place of each id, `byMs` later. */
  print(idFor: (id: string) => string, byMs: number): string {
    let text = "";
    for (const part of this.#parts) {
      if (typeof part === "string") text += part;
      else if ("id" in part) text += idFor(part.id);
      else text += String(part.time + byMs);
    }
    return text;
  }
}
