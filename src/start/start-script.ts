export type Frames = {
  /** What stands around every page of the shell, and rows in its place. */
  frame: string;
  /** What stands above the rows, by address: for a page whose address asks for something. */
  heads: Record<string, string>;
  /** Pages of the shell as they wait for their data, by address; on a phone the second, where it differs. */
  pages: Record<string, string[]>;
  outside: Record<string, string>;
};

/**
 * Runs inline in index.html, before the first paint: draws the frame with the waiting page of this address, or, outside of the shell,
 * the account frame. In one step, so that nothing half drawn is ever seen. Also opens the socket of whoever has a token, while the code is on its way.
 * The build writes its source into the page, so it may use nothing from outside itself.
 */
export function pickFrame({ frame, heads, pages, outside }: Frames, convexUrl: string | null, convexVersion: string): void {
  const root = document.getElementById("root");
  const path = location.pathname.replace(/(.)\/$/, "$1");
  if (root === null) return;
  // The frame is drawn in English; who reads another language sees its shapes until the words are there.
  if (document.documentElement.lang !== "en") {
    root.classList.add("wordless");
    root.lang = "en";
  }
  const own = outside[path];
  if (own !== undefined) {
    root.innerHTML = own;
    return;
  }
  let hasToken = false;
  const server = convexUrl ?? location.origin;
  try {
    // The key is that of src/api/early-auth.ts. Whoever has no token is about to be asked to sign in.
    hasToken = localStorage.getItem(`__convexAuthJWT_${server.replaceAll(/[^a-zA-Z0-9]/g, "")}`) !== null;
  } catch {}
  if (!hasToken) {
    root.innerHTML = outside["/sign-in"] ?? "";
    return;
  }
  // Taken over by src/api/early-socket.ts, if it is the address that the client asks for.
  (window as { earlySocket?: WebSocket }).earlySocket = new WebSocket(`${server.replace(/^http/, "ws")}/api/${convexVersion}/sync`);
  root.innerHTML = frame;
  for (const link of root.querySelectorAll("nav a")) {
    const to = link.getAttribute("href") ?? "";
    if (to === path || (to !== "/" && path.startsWith(`${to}/`))) link.setAttribute("aria-current", "page");
  }
  const main = root.querySelector("main");
  const [wide, narrow = wide] = location.search === "" ? (pages[path] ?? []) : [];
  if (main !== null && wide !== undefined && narrow !== undefined) {
    // The width is that of Tailwind's md.
    main.innerHTML = matchMedia("(min-width: 48rem)").matches ? wide : narrow;
    // What is typed or pressed here would be lost with the first drawing.
    for (const control of main.querySelectorAll<HTMLElement>("button, input, select, textarea, summary")) control.inert = true;
    for (const file of main.querySelectorAll("input[type=file]")) file.remove();
    for (const text of main.querySelectorAll<HTMLInputElement>("input, textarea")) text.readOnly = true;
    for (const choice of main.querySelectorAll("select")) choice.disabled = true;
    return;
  }
  const head = heads[path];
  if (head === undefined) return;
  main?.querySelector("output")?.firstElementChild?.remove();
  main?.insertAdjacentHTML("afterbegin", head);
}
