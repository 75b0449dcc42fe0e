/** Runs in the page from its first moment on: says what a session's page claims, whenever that changes. Refers to nothing outside. */
export function samplePage(): void {
  const modes: Record<string, string> = { "Dry run": "dry_run", "APPLYING ACTIONS": "apply_actions", Closed: "closed" };
  const tell = (window as unknown as { tellClaim: (at: number, claim: unknown) => void }).tellClaim; // given by the operator
  let last = "";
  setInterval(() => {
    const banner = document.querySelector('[role="status"][aria-label="Mode"]');
    const report = document.querySelector('section[aria-label^="Software stop of"]');
    const warning = [...document.querySelectorAll('[role="alert"]')].some(
      ({ textContent }) => textContent?.includes("may still move") === true,
    );
    const claim = {
      sessionId: /^\/sessions\/([^/]+)$/.exec(location.pathname)?.[1] ?? null,
      mode: modes[banner?.querySelector("strong")?.textContent ?? ""] ?? null,
      isOld: banner?.textContent?.includes("Last known") === true,
      stop: report === null ? null : ((report.querySelector("h2") ?? report.querySelector("strong"))?.textContent ?? null),
      warns: location.pathname === "/sign-in" ? warning : null,
    };
    const text = JSON.stringify(claim);
    if (text === last) return;
    last = text;
    tell(Date.now(), claim);
  }, 50);
}
