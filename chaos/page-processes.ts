import type { BrowserContext } from "@playwright/test";

/** The processes that draw the pages of a context's browser. */
export async function renderersOf(context: BrowserContext): Promise<number[]> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (session === undefined) throw new Error("a page without a browser");
  try {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo.flatMap(({ id, type }) => (type === "renderer" ? [id] : []));
  } finally {
    await session.detach();
  }
}
