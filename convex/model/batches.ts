/**
 * Reads for many rows a few at a time: a page of rows that each open queries of their own must not open them all at once.
 */
export async function mapInBatches<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
  size = 25,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += size) {
    results.push(...(await Promise.all(items.slice(at, at + size).map(read))));
  }
  return results;
}
