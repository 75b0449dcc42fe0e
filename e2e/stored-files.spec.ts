import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHost, type Host } from "../host/src/index.ts";
import { expect, test } from "./fixtures.ts";

test.skip(({ isMobile }) => isMobile, "The same at every width.");
test.use({ triesPolicy: true });

/** A host of the sample app, which takes files from its users. */
async function startFileHost(): Promise<{
  host: Host;
  upload: (type: string, body: string) => Promise<string>;
  close: () => Promise<void>;
}> {
  const dataDir = mkdtempSync(join(tmpdir(), "reflex-files-"));
  const host = await createHost({ dataDir, port: 0, functions: "host/test/app", dev: true, log: () => undefined });
  const call = async (kind: string, path: string, args = {}): Promise<unknown> => {
    const response = await fetch(`${host.url}/api/${kind}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ path, args, format: "json" }),
    });
    return ((await response.json()) as { value: unknown }).value;
  };
  return {
    host,
    upload: async (type, body) => {
      const response = await fetch(String(await call("mutation", "files:uploadUrl")), {
        method: "POST",
        headers: { "content-type": type },
        body,
      });
      const { storageId } = (await response.json()) as { storageId: string };
      return String(await call("query", "files:url", { id: storageId }));
    },
    close: async () => {
      await host.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

test("a file that a user stored runs nothing: a page is saved, not opened, a text is not guessed at, a picture is drawn", async ({
  page,
}) => {
  const { host, upload, close } = await startFileHost();
  const attack = "<!doctype html><title>stolen</title><script>document.title = 'ran'; opener && (opener.stolen = true)</script>";
  const picture =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>top.stolen = true</script><rect width="9" height="9"/></svg>';
  const [html, text, svg] = [await upload("text/html", attack), await upload("text/plain", attack), await upload("image/svg+xml", picture)];
  for (const address of [html, svg]) {
    const saved = page.waitForEvent("download");
    await page.goto(address).catch(() => undefined);
    expect((await saved).url()).toBe(address);
  }
  await page.goto(text);
  expect(await page.title()).toBe("");
  await expect(page.locator("body")).toContainText("document.title = 'ran'");
  // From a page of its own origin: as a script it is refused, for its type; as a picture it is drawn, and runs nothing.
  await page.goto(`${host.url}/version`);
  expect(
    await page.evaluate(
      async ([script = "", image = ""]) => {
        const loaded = (element: HTMLElement) =>
          new Promise((done) =>
            document.body.append(Object.assign(element, { onload: () => done("loaded"), onerror: () => done("refused") })),
          );
        return [
          await loaded(Object.assign(document.createElement("script"), { src: script })),
          await loaded(Object.assign(new Image(), { src: image })),
          window.stolen ?? "nothing ran",
        ];
      },
      [text, svg],
    ),
  ).toEqual(["refused", "loaded", "nothing ran"]);
  await close();
});
