/** One changed character, and an end, at any place of a file. */
import { chain, fileOf, headOf, sound, wrong } from "./vector-chain.mjs";

/** `characters`: by which field a change is found; `truncated`: what a file comes to that ends there. */
export function placesOf() {
  /** In a file of one receipt, filtered so that it needs no predecessor: any one character replaced by `A`, or by `B` where it is `A`. */
  const characters = {
    file: [2, 5].map((n) => fileOf([chain[n]], { filter: { robot: "r" } })),
    expected: {
      previousHash: "body_disagrees",
      body: "wrong_hash",
      hash: "wrong_hash",
      signature: "wrong_signature",
      keyId: "unknown_key",
    },
  };
  /** The text of a whole file of two receipts, ending after so many code points. */
  const two = fileOf(chain.slice(0, 2), { head: headOf(chain[1]) });
  const points = Array.from(two.map((line) => `${line}\n`).join(""));
  const ends = [1, 2, 3].map(
    (count) =>
      Array.from(
        two
          .slice(0, count)
          .map((line) => `${line}\n`)
          .join(""),
      ).length,
  );
  /** Every place, those with the same finding in a row together. */
  const cuts = [];
  for (const after of points.keys()) {
    const expected = expectedAfter(after);
    const last = cuts.at(-1);
    if (last !== undefined && JSON.stringify(last.expected) === JSON.stringify(expected)) last.to = after;
    else cuts.push({ from: after, to: after, expected });
  }
  function expectedAfter(after) {
    // A line is whole with or without its line end.
    const whole = ends.filter((end) => after >= end - 1).length;
    if (whole === 0) return wrong("no_manifest", null);
    const isAtEnd = after === ends[whole - 1] || after === ends[whole - 1] - 1;
    return whole === 3 ? sound(2, true) : isAtEnd ? wrong("cut_off", whole) : wrong("not_a_link", null);
  }
  return { characters, truncated: { file: two, cuts } };
}
