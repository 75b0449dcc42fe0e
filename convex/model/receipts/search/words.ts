// Pure: how texts become words. The same for what is searched, what is searched for, and what is marked in the browser.

/** Longer words are known by their beginning. */
const longestWord = 40;
/** Words of one question; what is beyond is not looked for. */
const mostAsked = 8;

// Scripts without spaces between words: each sign is a word, and a word of several is all of its signs.
const wordPattern = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]\p{M}*|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** Without case, accents and other marks: "Élan" is "elan". */
export const normalized = (word: string): string => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The words of a text as they are compared, each once, in the order of the text. */
export function wordsOf(text: string): string[] {
  const words = (text.match(wordPattern) ?? []).map((word) => normalized(word).slice(0, longestWord));
  return [...new Set(words.filter((word) => word !== ""))];
}

/** All of `words` must be there, a word that begins with `prefix` too, and the receipt is one of `numbers` where there are any. */
export type Asked = { words: string[]; prefix: string | null; numbers: number[] };

/** What a text asks for: every word, the last one also where it only begins a word, and receipts by number ("#123"). */
export function askedOf(text: string): Asked {
  const numbers = [...text.matchAll(/#(\d{1,15})\b/g)].map(([, digits]) => Number(digits));
  const words = wordsOf(text.replace(/#\d{1,15}\b/g, " ")).slice(0, mostAsked);
  const prefix = words.pop() ?? null;
  return { words, prefix, numbers };
}

export const isAsking = ({ words, prefix, numbers }: Asked): boolean => words.length > 0 || prefix !== null || numbers.length > 0;

/** Whether a word of a text is one of those that were asked for. */
const isMeant = (word: string, { words, prefix }: Asked): boolean => {
  const compared = normalized(word).slice(0, longestWord);
  return words.includes(compared) || (prefix !== null && compared.startsWith(prefix));
};

/** A text in pieces, with those marked that were asked for; joined they are the text again. */
export function markedPieces(text: string, asked: Asked): { text: string; isMarked: boolean }[] {
  const pieces: { text: string; isMarked: boolean }[] = [];
  let at = 0;
  for (const { 0: word, index } of text.matchAll(wordPattern)) {
    if (!isMeant(word, asked)) continue;
    if (index > at) pieces.push({ text: text.slice(at, index), isMarked: false });
    pieces.push({ text: word, isMarked: true });
    at = index + word.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isMarked: false });
  return pieces;
}

const around = 60;

/** The part of a text around the first word that was asked for; `null` where there is none. */
export function excerptOf(text: string, asked: Asked): string | null {
  for (const { 0: word, index } of text.matchAll(wordPattern)) {
    if (!isMeant(word, asked)) continue;
    const [from, to] = [Math.max(0, index - around), index + word.length + around];
    return `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
  }
  return null;
}
