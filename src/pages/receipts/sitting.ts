/** A sample of all that match, instead of all of them; from the address, so that it is the same on every device. */
export type SampleChoice = { size: number; seed: number };

export function sampleFrom(params: URLSearchParams): SampleChoice | null {
  const size = Number(params.get("sample") ?? "");
  const seed = Number(params.get("seed") ?? "");
  return Number.isInteger(size) && size > 0 && size <= 10_000 && Number.isInteger(seed) && seed >= 0 ? { size, seed } : null;
}
