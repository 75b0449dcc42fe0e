import type { JsonObject } from "../values/json.ts";
import type { Catalog } from "./catalog.ts";
import { parseDocument } from "./index-keys.ts";
import { invalidCursor, type CursorCodec, type Position } from "./cursor.ts";
import { EngineError } from "./errors.ts";
import { passesFilter } from "./filter.ts";
import { planSource, type Plan } from "./plan.ts";
import { TextRows } from "./text-search.ts";
import type { PageRequest, QueryOperator, QueryPage, QueryStream, SerializedQuery } from "./query-types.ts";
import type { Key } from "./types.ts";
import type { Usage } from "./usage.ts";
import { RangeCursor, type Row, type View } from "./view.ts";

/** What a running query needs of its transaction. */
export interface Reader extends View {
  readonly catalog: Catalog;
  readonly cursors: CursorCodec;
  readonly metrics: Usage;
  readonly isOpen: boolean;
  /** Adds an interval to the read set. It is widened in place as rows are read, so it never covers more than was looked at. */
  openRange(range: [Key, Key]): void;
}

const MAX_PAGE_ROWS = 16_384;
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

export class Stream implements QueryStream {
  readonly #rows: CountedRows;
  readonly #operators: Operators;
  #isDone = false;

  constructor(reader: Reader, query: SerializedQuery) {
    const plan = planSource(reader.catalog, query.source);
    this.#operators = new Operators(query.operators);
    this.#rows = new CountedRows(reader, plan, plan.start, plan.end, this.#operators.expectedRows);
  }

  next(): string | null {
    while (!this.#isDone) {
      if (this.#operators.isSatisfied) break;
      const row = this.#rows.next();
      if (row === null) break;
      if (this.#operators.accepts(row)) return row.document;
    }
    this.#isDone = true;
    return null;
  }

  close(): void {
    this.#isDone = true;
  }
}

/** One page. With an end cursor it holds exactly what lies up to there, so neighbouring pages leave no gap and no overlap. */
export function readPage(reader: Reader, request: PageRequest): QueryPage {
  const { query, pageSize } = request;
  if (!Number.isInteger(pageSize) || pageSize < 0)
    throw new EngineError("InvalidPageSize", "`options.numItems` must be a non-negative integer.");
  const plan = planSource(reader.catalog, query.source);
  const operators = new Operators(query.operators);
  const from = decodePosition(reader, plan, query, request.cursor);
  const until = decodePosition(reader, plan, query, request.endCursor ?? null);
  const bounds = between(plan, from, until);
  const rows = new CountedRows(reader, plan, bounds.start, bounds.end, Math.min(pageSize, 256));
  const maxRows = request.maximumRowsRead ?? MAX_PAGE_ROWS;
  const maxBytes = request.maximumBytesRead ?? MAX_PAGE_BYTES;

  const page: string[] = [];
  const positions: Key[] = [];
  let bytes = 0;
  let isExhausted = from === "end";
  let isCut = false;
  while (!isExhausted) {
    if (until === null && page.length >= pageSize) break;
    if (positions.length >= maxRows || bytes >= maxBytes) {
      isCut = true;
      break;
    }
    const row = operators.isSatisfied ? null : rows.next();
    if (row === null) {
      isExhausted = true;
      break;
    }
    positions.push(row.key);
    bytes += row.document.length;
    if (operators.accepts(row)) page.push(row.document);
  }

  const middle = positions[(positions.length >>> 1) - 1];
  // The order of a search is no interval of keys that two could share.
  const splitCursor = middle === undefined || plan.search !== undefined ? null : reader.cursors.encode(query, { after: middle });
  if (until !== null) {
    // The next page starts at `until` whatever happens here; a page that was cut must be split before it is shown.
    const pageStatus = isCut ? "SplitRequired" : positions.length * 4 > maxRows * 3 ? "SplitRecommended" : null;
    return { page, isDone: until === "end", continueCursor: reader.cursors.encode(query, until), splitCursor, pageStatus };
  }
  const last = positions.at(-1);
  const reached: Position = isExhausted ? "end" : last === undefined ? (from ?? "start") : { after: last };
  return { page, isDone: isExhausted, continueCursor: reader.cursors.encode(query, reached), splitCursor, pageStatus: null };
}

function decodePosition(reader: Reader, plan: Plan, query: SerializedQuery, cursor: string | null): Position | null {
  if (cursor === null) return null;
  const position = reader.cursors.decode(query, cursor);
  // An index that was defined anew has a new number, and old cursors mean nothing in it.
  if (typeof position !== "string" && (position.after < plan.start || position.after > plan.end)) throw invalidCursor();
  return position;
}

function between(plan: Plan, from: Position | null, until: Position | null): { start: Key; end: Key } {
  let { start, end } = plan;
  if (from !== null && typeof from !== "string") {
    if (plan.reverse) end = from.after;
    else start = `${from.after}\x00`;
  }
  if (until !== null && typeof until !== "string") {
    if (plan.reverse) start = until.after;
    else end = `${until.after}\x00`;
  }
  // A page that was asked for with size 0 ends before everything.
  return until === "start" ? { start, end: start } : { start, end };
}

/** The rows of a plan between two places, counted against the limits. */
class CountedRows {
  readonly #reader: Reader;
  readonly #rows: { next(): Row | null };

  constructor(reader: Reader, plan: Plan, start: Key, end: Key, expectedRows: number | undefined) {
    this.#reader = reader;
    this.#rows =
      plan.search === undefined
        ? new TrackedRows(reader, plan, start, end, expectedRows)
        : new TextRows(reader, plan.search, start, end, end !== plan.end);
  }

  next(): Row | null {
    if (!this.#reader.isOpen) throw new EngineError("TransactionClosed", "This transaction has ended. Was a database call not awaited?");
    const row = this.#rows.next();
    if (row !== null) this.#reader.metrics.countRead(row.document.length);
    return row;
  }
}

/** Rows of an interval, entered into the read set as far as they were read. */
class TrackedRows {
  readonly #cursor: RangeCursor;
  readonly #start: Key;
  readonly #end: Key;
  readonly #reverse: boolean;
  readonly #range: [Key, Key];

  constructor(reader: Reader, plan: Plan, start: Key, end: Key, expectedRows: number | undefined) {
    this.#start = start;
    this.#end = end;
    this.#reverse = plan.reverse;
    this.#cursor = new RangeCursor(reader, plan.space === "docs" ? "docs" : "idx", start, end, plan.reverse, { expectedRows });
    this.#range = plan.reverse ? [end, end] : [start, start];
    reader.openRange(this.#range);
  }

  next(): Row | null {
    const row = this.#cursor.next();
    if (this.#reverse) this.#range[0] = row?.key ?? this.#start;
    else this.#range[1] = row === null ? this.#end : `${row.key}\x00`;
    return row;
  }
}

/** The filters and limits of a query, applied in their order. */
class Operators {
  readonly #operators: readonly QueryOperator[];
  readonly #passed: number[];
  /** How many rows will be needed, where that is known. */
  readonly expectedRows: number | undefined;

  constructor(operators: readonly QueryOperator[]) {
    this.#operators = operators;
    this.#passed = operators.map(() => 0);
    const [first] = operators;
    this.expectedRows = first !== undefined && "limit" in first ? first.limit : undefined;
  }

  /** True once a limit lets nothing more through. */
  get isSatisfied(): boolean {
    return this.#operators.some((operator, i) => "limit" in operator && (this.#passed[i] ?? 0) >= operator.limit);
  }

  accepts(row: Row): boolean {
    let document: JsonObject | undefined;
    for (let i = 0; i < this.#operators.length; i++) {
      const operator = this.#operators[i];
      if (operator === undefined) continue;
      if ("filter" in operator) {
        document ??= parseDocument(row.document);
        if (!passesFilter(operator.filter, document)) return false;
      }
      this.#passed[i] = (this.#passed[i] ?? 0) + 1;
    }
    return true;
  }
}
