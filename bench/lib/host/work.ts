export const BODY = "x".repeat(100);
export const DOCUMENTS = 100_000;
export const INSERTS = 10_000;

/** Makes `count` calls, so many at a time, and answers how many a second it made. */
export async function pipelined(count: number, inFlight: number, call: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const begin = performance.now();
  const lane = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return count / ((performance.now() - begin) / 1000);
}
