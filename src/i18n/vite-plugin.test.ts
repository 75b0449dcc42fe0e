import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, expect, test, vi } from "vitest";

import { catalogueKey } from "./catalogue-key.ts";
import { partModule, queryOf, wordsOfPart } from "./catalogue-parts.ts";
import { translated } from "./catalogue.ts";
import { languagesPlugin, translations } from "./vite-plugin.ts";

afterEach(() => void vi.unstubAllEnvs());

async function built(code: string): Promise<string> {
  const { transform } = languagesPlugin() as unknown as { transform: (code: string, id: string) => Promise<{ code: string } | undefined> };
  return (await transform(code, "/src/page.tsx"))?.code.replaceAll(/\s+/g, " ") ?? "untouched";
}

test("a message becomes a call with its English text, compiled, and no other name", async () => {
  const made = await built(
    'import { t, plural } from "@lingui/core/macro"; const a = t`Robots`; const b = t`Stop ${name}`; const c = plural(n, { one: "# robot", other: "# robots" });',
  );
  expect(made).toContain('_message("Robots")');
  expect(made).toContain('_message(["Stop ", ["name"]], { name: name })');
  expect(made).toContain('_message([["n", "plural", { one: ["#", " robot"], other: ["#", " robots"] }]], { n: n })');
  expect(made).not.toMatch(/\bid:|@lingui/);
});

test("two uses of one word are told apart by their context, in a production build too", async () => {
  vi.stubEnv("NODE_ENV", "production");
  const made = await built(
    'import { t } from "@lingui/core/macro"; t({ message: "Open", context: "verb" }); t({ message: `Open ${name}`, context: "verb" });',
  );
  expect(made).toContain('_message("Open", undefined, "verb")');
  expect(made).toContain('_message(["Open ", ["name"]], { name: name }, "verb")');
});

test("a message with elements becomes one element", async () => {
  const made = await built('import { Trans } from "@lingui/react/macro"; const a = <Trans>Go to <a href="/">the {place}</a> now</Trans>;');
  expect(made).toContain('source={["Go to <0>the ", ["place"], "</0> now"]}');
  expect(made).toContain("values={{ place: place }}");
  expect(made).toMatch(/components=\{\{ 0: <a href="\/" \/> \}\}/);
});

test("what speaks nothing is left alone", async () => {
  expect(await built("export const a = 1;")).toBe("untouched");
});

test("a catalogue says its translations under the English text, and nothing for what is not translated", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "catalogue-"));
  const file = path.join(folder, "de.po");
  writeFileSync(
    file,
    'msgid "Robots"\nmsgstr "Roboter"\n\nmsgid "Stop {name}"\nmsgstr "{name} stoppen"\n\nmsgctxt "verb"\nmsgid "Open"\nmsgstr "Öffnen"\n\nmsgid "Nothing"\nmsgstr ""\n',
  );
  expect(await translations(file)).toEqual({
    Robots: ["Roboter"],
    [catalogueKey(["Stop ", ["name"]])]: [["name"], " stoppen"],
    [catalogueKey("Open", "verb")]: ["Öffnen"],
  });
  rmSync(folder, { recursive: true });
});

test("in a build a page has the words of its own parts, the frame its own and the server's, and every word is somewhere", async () => {
  const src = path.resolve(import.meta.dirname, "..");
  const chunk = (file: string, imports: string[] = [], dynamicImports: string[] = []) => ({
    facadeModuleId: path.join(src, file),
    moduleIds: [path.join(src, file)],
    imports,
    dynamicImports,
  });
  const chunks = {
    app: chunk("app.tsx", ["shell"], ["audit", "members", "de"]),
    shell: chunk("components/shell/shell.tsx", [], ["palette"]),
    palette: chunk("components/shell/command-palette.tsx"),
    audit: chunk("pages/audit/audit-page.tsx", ["shell"], ["export"]),
    export: chunk("components/export/jsonl-export.tsx", [], ["members"]),
    members: chunk("pages/settings/members-page.tsx"),
    de: chunk("i18n/de.po"),
  };
  const part = async (page: string) => Object.keys(await wordsOfPart("de", page, chunks));
  const [frame, audit, members] = [await part(""), await part("audit/audit-page"), await part("settings/members-page")];
  expect(audit).toEqual(expect.arrayContaining(["Who", "Export JSONL"]));
  expect(members).not.toContain("Export JSONL");
  for (const word of [...audit, ...members]) expect(frame).not.toContain(word);
  expect(frame).toContain(catalogueKey("This invitation was revoked.", "server"));
  // What is of no page here, of a worker say, is in the frame.
  expect(new Set([...frame, ...audit, ...members]).size).toBe(new Set((await translated("src/i18n/de.po")).map(({ key }) => key)).size);
  const made = partModule("/src/i18n/de.po", undefined);
  expect(made).toContain(`"audit/audit-page": () => import("./de.po?${queryOf("audit/audit-page")}")`);
  expect(partModule("/src/i18n/de.po", queryOf("audit/audit-page"))).not.toContain("import(");
});
