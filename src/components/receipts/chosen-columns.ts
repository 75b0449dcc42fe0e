/** The columns of the receipts list that can be chosen, in their order. */
export const columnNames = [
  "ended",
  "started",
  "motion",
  "steps",
  "duration",
  "latency",
  "gap",
  "safeStops",
  "errors",
  "model",
  "unusual",
  "verdict",
  "note",
  "reviewer",
] as const;
export type ColumnName = (typeof columnNames)[number];

export const usualColumns: readonly ColumnName[] = ["ended", "motion", "steps", "duration", "latency", "unusual", "verdict"];
const usualText = usualColumns.join(".");
const key = "reflex-receipts-columns";

/** Columns as an address names them: "ended.verdict". Null where it names none, or none that there is. */
function columnsFrom(text: string | null | undefined): readonly ColumnName[] | null {
  const named = (text ?? "").split(".");
  const columns = columnNames.filter((name) => named.includes(name));
  return columns.length === 0 ? null : columns;
}

/** The columns to show: those of the address; of an address that says nothing at all, those chosen last in this browser. */
export function columnsOf(params: URLSearchParams, storage: Pick<Storage, "getItem"> = localStorage): readonly ColumnName[] {
  const named = columnsFrom(params.get("columns"));
  if (named !== null || params.size > 0) return named ?? usualColumns;
  try {
    return columnsFrom(storage.getItem(key)) ?? usualColumns;
  } catch {
    return usualColumns; // Storage can be forbidden; the page works all the same.
  }
}

/** How an address names columns; undefined for the usual ones. */
export const columnsText = (columns: readonly ColumnName[]): string | undefined => {
  const text = columns.join(".");
  return text === usualText ? undefined : text;
};

/** With one more or one less; the last one stays. */
export function withColumn(columns: readonly ColumnName[], name: ColumnName): readonly ColumnName[] {
  const next = columnNames.filter((each) => (each === name ? !columns.includes(name) : columns.includes(each)));
  return next.length === 0 ? columns : next;
}

/** Keeps the choice in this browser. */
export function rememberColumns(columns: readonly ColumnName[], storage: Pick<Storage, "setItem" | "removeItem"> = localStorage): void {
  const text = columnsText(columns);
  try {
    if (text === undefined) storage.removeItem(key);
    else storage.setItem(key, text);
  } catch {
    // The choice is in the address all the same.
  }
}
