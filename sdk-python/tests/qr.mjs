/** What the other command line's QR package makes of each text on stdin (JSON), for each of the eight masks: rows of 0 and 1. */
import { readFileSync } from "node:fs";
import { encode } from "uqr";

const texts = JSON.parse(readFileSync(0, "utf8"));
const rows = (text, maskPattern) =>
  encode([...Buffer.from(text)], { ecc: "L", border: 0, maskPattern }).data.map((row) => row.map(Number).join(""));
process.stdout.write(JSON.stringify(texts.map((text) => [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => rows(text, mask)))));
