import type { MutationCtx } from "./_generated/server";

/** What a piece of code asked of the database: single rows read by id, queries opened, rows that they gave, rows written. */
export type Counts = { gets: number; queries: number; rows: number; writes: number };

/** The same database, which counts what is asked of it. */
export function countedDb(db: MutationCtx["db"]): { db: MutationCtx["db"]; counts: Counts } {
  const counts: Counts = { gets: 0, queries: 0, rows: 0, writes: 0 };
  const countRows = (value: unknown): unknown => {
    const page: unknown = typeof value === "object" && value !== null && "page" in value ? value.page : value;
    counts.rows += Array.isArray(page) ? page.length : page === null ? 0 : 1;
    return value;
  };
  const inQuery = <Query extends object>(query: Query): Query =>
    new Proxy(query, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          const result: unknown = Reflect.apply(value, target, args);
          if (result instanceof Promise) return result.then(countRows);
          return typeof result === "object" && result !== null ? inQuery(result) : result;
        };
      },
    });
  const counted = new Proxy(db, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (name === "get") counts.gets += 1;
        if (name === "query") counts.queries += 1;
        if (["insert", "patch", "replace", "delete"].includes(String(name))) counts.writes += 1;
        const result: unknown = Reflect.apply(value, target, args);
        return name === "query" && typeof result === "object" && result !== null ? inQuery(result) : result;
      };
    },
  });
  return { db: counted, counts };
}
