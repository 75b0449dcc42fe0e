/** A chain of six receipts over a rotation of keys, and what somebody makes of it who knows the format but not the keys: what the vectors are made of. */
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import canonicalize from "canonicalize";

export const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** The key of a seed of one repeated byte: a test key, so that the file is the same whenever it is written. */
function keyOf(keyId, byte) {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, byte)]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return {
    keyId,
    publicKey: createPublicKey(secret).export({ format: "jwk" }).x,
    sign: (text) => sign(null, Buffer.from(text), secret).toString("base64url"),
  };
}
export const first = keyOf("receipts-first", 1);
export const second = keyOf("receipts-second", 2);
export const stranger = keyOf("receipts-stranger", 3);
export const impostor = { ...stranger, keyId: first.keyId };
export const rotatedAt = 3_500;

export function signed(body, { sequence, previousHash }, key) {
  const hash = sha256(body);
  return { sequence, previousHash, body, hash, signature: key.sign(hash), keyId: key.keyId };
}
export function linkOf(content, previous, key) {
  const place = { sequence: (previous?.sequence ?? 0) + 1, previousHash: previous?.hash ?? "0".repeat(64) };
  return signed(canonicalize({ ...content, ...place }), place, key);
}
export const arm = keyOf("robot", 4);
export const summaryOf = (n) => ({ ok: true, steps: n * 10, appliedSteps: n, safeStops: 0, errors: [] });
/** What a robot's machine signs of its own counts. */
export function signedByRobot(n, change = {}, key = arm) {
  const body = canonicalize({
    kind: "robot-run-summary",
    format: 1,
    robotId: "arm",
    sessionId: `session-${n}`,
    ...summaryOf(n),
    at: n * 1_000,
    ...change,
  });
  return { body, signature: key.sign(body), publicKey: key.publicKey };
}
/** Of the six, the robot signed the second and the fifth; the first is as receipts were before robots signed. */
export const robotSays = (n) => (n === 1 ? {} : { robotSignature: n % 3 === 2 ? signedByRobot(n) : null });
export const contentOf = (n) => ({
  sessionId: `session-${n}`,
  robot: { id: "arm" },
  runSummary: summaryOf(n),
  ...robotSays(n),
  organizationId: "org",
  timestamp: n * 1_000,
  steps: n * 10,
  ratio: n / 7,
  closeReason: "größe 🤖 \u2028\n",
});
export const chain = [];
for (let n = 1; n <= 6; n += 1) chain.push(linkOf(contentOf(n), chain.at(-1), n * 1_000 <= rotatedAt ? first : second));

export const headOf = ({ sequence, hash }) => ({ sequence, hash });
export function checkpointOf(head, key = second, organizationId = "org", at = 7_000) {
  const body = canonicalize({ kind: "receipts-checkpoint", format: 1, organizationId, ...head, at });
  return { body, signature: key.sign(body), keyId: key.keyId };
}
export const publicKeys = Object.fromEntries([first, second].map(({ keyId, publicKey }) => [keyId, publicKey]));
export const keyTimes = {
  [first.keyId]: { createdAt: 0, retiredAt: rotatedAt },
  [second.keyId]: { createdAt: rotatedAt, retiredAt: null },
};
export const draft = { exportedAt: 8_000, filter: {}, head: headOf(chain[5]), publicKeys, keyTimes };
export const written = (links) => links.map((link) => JSON.stringify(link));
/** The lines of a file whose first line fits the others: what somebody writes who knows the format but not the keys. */
export function fileOf(links, change = {}) {
  const lines = written(links);
  const manifest = {
    kind: "reflex-receipts",
    format: 1,
    ...draft,
    count: lines.length,
    contentHash: sha256(lines.map((line) => `${line}\n`).join("")),
    ...change,
  };
  return [JSON.stringify(manifest), ...lines];
}

export const checkpoint = checkpointOf(draft.head);
export const bases = {
  whole: fileOf(chain),
  vouched: fileOf(chain, { checkpoint }),
  filtered: fileOf([chain[1], chain[3], chain[4]], { filter: { robot: "r" } }),
};
export const vectors = [];
/** A number in `lines` is that line of the base file, so that the vectors stay small; `sequence` is null where no one receipt is to blame. */
export function add(name, base, lines, expected, trusted, published, pictures) {
  const short = lines.map((line) => (bases[base].includes(line) ? bases[base].indexOf(line) : line));
  vectors.push({
    name,
    base,
    lines: short,
    ...(trusted === undefined ? {} : { trusted }),
    ...(published === undefined ? {} : { published }),
    ...(pictures === undefined ? {} : { pictures }),
    expected,
  });
}
export const sound = (count, isWhole) => ({ ok: true, count, isWhole });
export const wrong = (problem, sequence) => ({ ok: false, problem, sequence });
