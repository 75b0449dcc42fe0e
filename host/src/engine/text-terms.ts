/** Longer words are not searched for, as on Convex. In bytes of UTF-8. */
const MAX_TERM_BYTES = 32;

/** The words of a text as they are searched for: runs of letters and digits, in lower case, without those that are too long. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const [word] of text.matchAll(/[\p{Alphabetic}\p{N}]+/gu)) {
    const term = word.toLowerCase();
    if (term.length <= MAX_TERM_BYTES && Buffer.byteLength(term, "utf8") <= MAX_TERM_BYTES) terms.push(term);
  }
  return terms;
}
