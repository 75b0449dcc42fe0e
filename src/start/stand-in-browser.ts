import { createRequire } from "node:module";

type Store = (subscribe: (onChange: () => void) => () => void, getSnapshot: () => unknown, getServerSnapshot?: () => unknown) => unknown;

const lengths = { px: 1, rem: 16, em: 16 } as const;

/** Whether `query` holds in a window `width` px wide whose owner prefers nothing; of the features of a window only its width counts. */
function holds(query: string, width: number): boolean {
  const limits = [...query.matchAll(/\((min|max)-width:\s*([\d.]+)(px|r?em)\)/g)];
  return (
    limits.length > 0 &&
    limits.every(([, side, size, unit]) => {
      const limit = Number(size) * lengths[unit as keyof typeof lengths];
      return side === "min" ? width >= limit : width <= limit;
    })
  );
}

const define = (name: string, value: unknown) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

/**
 * Lets the components of a page be drawn by Node, in a window `width` px wide: answers what they ask a browser for while they are
 * drawn. Nothing is stored, nobody is signed in, nothing is connected. To be called before React is loaded, then again for each width.
 */
export function standInBrowser(width: number): void {
  define("WebSocket", globalThis.WebSocket ?? EventTarget);
  define("location", new URL("http://localhost/"));
  define("navigator", { languages: ["en"], onLine: true, mediaDevices: {} });
  for (const storage of ["localStorage", "sessionStorage"])
    define(storage, { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
  define("innerWidth", width);
  define("matchMedia", (query: string) => ({ matches: holds(query, width) }));
  // What a store answers in the browser is what it answers here; React would ask for a second answer.
  const react = createRequire(import.meta.url)("react") as { useSyncExternalStore: Store & { isOne?: boolean } };
  const ask = react.useSyncExternalStore;
  if (ask.isOne === true) return;
  react.useSyncExternalStore = Object.assign(
    ((subscribe, snapshot, onServer) => ask(subscribe, snapshot, onServer ?? snapshot)) satisfies Store,
    { isOne: true },
  );
}
