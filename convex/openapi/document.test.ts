import { expect, test } from "vitest";

import committed from "../../docs/openapi.json";
import * as publicApi from "../publicApi";
import { openApiDocument } from "./document";
import { fields } from "./fields";
import { operations } from "./operations";
import { wireFunctions } from "./wire";

const document = openApiDocument();

test("docs/openapi.json is current (npm run openapi)", () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(committed);
});

test("every function of the wire has an operation of its own, and there is no other", () => {
  const exported = Object.entries(publicApi).filter(([, value]) => "isPublic" in value);
  expect(exported.length).toBeGreaterThan(20);
  expect(Object.keys(operations).sort()).toEqual(exported.map(([name]) => name).sort());
  for (const [name] of exported) expect(document.paths).toHaveProperty([`/api/run/publicApi/${name}`, "post", "operationId"], name);
});

test("a function takes and requires exactly what its validator says", () => {
  for (const { name, args } of wireFunctions()) {
    if (args.type !== "object") throw new Error(`${name} takes no object`);
    const schema = document.components.schemas[`${name.charAt(0).toUpperCase()}${name.slice(1)}Args`];
    expect(Object.keys(schema?.properties ?? {})).toEqual(Object.keys(args.value));
    expect(schema?.required ?? []).toEqual(Object.keys(args.value).filter((field) => args.value[field]?.optional === false));
    expect(schema?.additionalProperties).toBe(false);
  }
});

test("every typed error is there with what it means and what to do", () => {
  const errors = document.components.schemas["AppError"]?.oneOf ?? [];
  expect(errors.map((schema) => schema.properties?.["code"]?.const)).toContain("rate_limited");
  for (const { description, "x-fix": fix } of errors)
    expect([description, fix]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
});

test("no text is about a field that is gone", () => {
  const known = JSON.stringify([document.components.schemas, document.paths]);
  const gone = Object.keys(fields).filter((key) => !known.includes(`"${key.split(".").at(-1) ?? key}":`));
  expect(gone).toEqual([]);
});

test("places are those of the deployment that answers", () => {
  const there = openApiDocument({ functionsUrl: "https://happy-otter-1.convex.cloud", routesUrl: "https://happy-otter-1.convex.site" });
  expect(there.servers).toEqual([{ url: "https://happy-otter-1.convex.cloud" }]);
  expect(there.paths).toHaveProperty(["/stop", "servers"], [{ url: "https://happy-otter-1.convex.site" }]);
});

test("no field is described in two places", () => {
  const described = Object.values(import.meta.glob<Record<string, unknown>>("./fields/*.ts", { eager: true }))
    .flatMap((module) => Object.values(module).filter((value) => typeof value === "object" && value !== null))
    .flatMap((rows) => Object.keys(rows));
  expect(described.length).toBeGreaterThan(200);
  expect(described.filter((key, index) => described.indexOf(key) !== index)).toEqual([]);
});
