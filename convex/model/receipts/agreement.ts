// Pure: how far two reviewers who did not see each other's verdict agree, beyond what chance alone would give.

export const verdictOrder = ["good", "needs_attention", "bad"] as const;
type Verdict = (typeof verdictOrder)[number];

/** `counts[i][j]`: receipts that one called `verdictOrder[i]` and the other `verdictOrder[j]`. */
export type Agreement = {
  /** Receipts that both judged without having seen the other's verdict. */
  count: number;
  /** Share of them with the same verdict, 0 to 1; `null` without any. */
  observed: number | null;
  /** Cohen's kappa, at most 1; `null` where it is not defined: without receipts, or when both always gave one and the same verdict. */
  kappa: number | null;
  /** Half the width of its 95 % interval by the standard error of Fleiss, Cohen and Everitt (1969); `null` with `kappa`. */
  margin: number | null;
};

/** With fewer receipts the interval is wider than anything it could tell. */
export const fewestForKappa = 30;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** `counts`: a square table of whole numbers, one reviewer's verdicts down and the other's across. */
export function agreementOf(counts: readonly (readonly number[])[]): Agreement {
  const count = sum(counts.map(sum));
  if (count === 0) return { count, observed: null, kappa: null, margin: null };
  const share = counts.map((row) => row.map((cell) => cell / count));
  const across = share.map(sum);
  const down = share.map((_, at) => sum(share.map((row) => row[at] ?? 0)));
  const observed = sum(share.map((row, at) => row[at] ?? 0));
  const expected = sum(across.map((value, at) => value * (down[at] ?? 0)));
  if (1 - expected < 1e-12) return { count, observed, kappa: null, margin: null };
  const kappa = (observed - expected) / (1 - expected);
  const [a, b] = [across, down];
  const terms = share.flatMap((row, i) =>
    row.map((cell, j) =>
      i === j ? cell * (1 - ((a[i] ?? 0) + (b[i] ?? 0)) * (1 - kappa)) ** 2 : cell * (1 - kappa) ** 2 * ((b[i] ?? 0) + (a[j] ?? 0)) ** 2,
    ),
  );
  const variance = (sum(terms) - (kappa - expected * (1 - kappa)) ** 2) / ((1 - expected) ** 2 * count);
  return { count, observed, kappa, margin: 1.96 * Math.sqrt(Math.max(0, variance)) };
}

export type BlindPair = { sequence: number; given: readonly { by: { id: string; name: string }; verdict: Verdict }[] };
export type PairAgreement = { a: { id: string; name: string }; b: { id: string; name: string }; counts: number[][] };

/** One table for each two people who judged receipts together, most receipts first: kappa is of two people, not of a crowd. */
export function tablesOf(pairs: readonly BlindPair[]): PairAgreement[] {
  const tables = new Map<string, PairAgreement>();
  for (const { given } of pairs) {
    const [one, other] = given.toSorted((x, y) => (x.by.id < y.by.id ? -1 : 1));
    if (one === undefined || other === undefined) continue;
    const key = `${one.by.id} ${other.by.id}`;
    const table = tables.get(key) ?? { a: one.by, b: other.by, counts: verdictOrder.map(() => verdictOrder.map(() => 0)) };
    const row = table.counts[verdictOrder.indexOf(one.verdict)];
    const column = verdictOrder.indexOf(other.verdict);
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
    tables.set(key, table);
  }
  return [...tables.values()].toSorted((x, y) => sum(y.counts.map(sum)) - sum(x.counts.map(sum)));
}
