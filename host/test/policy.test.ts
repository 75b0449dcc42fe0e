import { expect, test } from "vitest";

import type { Host } from "../src/index.ts";
import { api, httpClient, startHost } from "./setup.ts";

/** Uploads a file as a user of the app does, and answers what the host serves for it. */
async function served(host: Host, contentType: string, body = "<script>top.stolen = 1</script>"): Promise<Headers> {
  const client = httpClient(host);
  const upload: string = await client.mutation(api.files.uploadUrl, {});
  const { storageId } = await (await fetch(upload, { method: "POST", headers: { "Content-Type": contentType }, body })).json();
  const response = await fetch(String(await client.query(api.files.url, { id: storageId })));
  expect(await response.text()).toBe(body);
  return response.headers;
}

test("a stored file is what its type says, is never guessed at, and runs nothing", async () => {
  const host = await startHost();
  for (const type of ["text/html", "image/svg+xml", "image/png"]) {
    const headers = await served(host, type);
    expect(headers.get("content-type")).toBe(type);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-site");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  }
});

test("only pictures, sound, film and plain text open in the browser; everything else is saved", async () => {
  const host = await startHost();
  const disposition = async (type: string) => (await served(host, type)).get("content-disposition");
  for (const type of ["image/png", "image/jpeg", "IMAGE/WEBP", "audio/ogg", "video/mp4", "text/plain; charset=utf-8"])
    expect(await disposition(type), type).toBe("inline");
  for (const type of [
    "text/html",
    "image/svg+xml",
    "application/xhtml+xml",
    "text/xml",
    "application/pdf",
    "text/javascript",
    "nonsense",
    "text/plainly",
  ]) {
    expect(await disposition(type), type).toBe("attachment");
  }
});

test("an answer of the API is never guessed at, and no page of another site may embed it", async () => {
  const host = await startHost();
  for (const path of ["/api/query?path=notes:useTimer&args={}", "/api/nothing", "/version", "/health"]) {
    const { headers } = await fetch(host.url + path);
    expect([path, headers.get("x-content-type-options"), headers.get("cross-origin-resource-policy")]).toEqual([
      path,
      "nosniff",
      "same-site",
    ]);
  }
});
