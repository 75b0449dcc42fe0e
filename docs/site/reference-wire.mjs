/** docs/reference/wire.md: every function of the wire, from docs/openapi.json, which is made of the functions' own validators. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./contents.mjs";

const nameOf = ($ref) => $ref.split("/").at(-1);
const cell = (text) => text.replaceAll("|", String.raw`\|`).replaceAll(/\s*\n\s*/g, " ");

/** A type in a few words: `string or null`, `list of Robot`, `"dry_run" or "apply_actions"`. */
function typeOf(schema) {
  if (schema.$ref !== undefined) return `[${nameOf(schema.$ref)}](#${nameOf(schema.$ref).toLowerCase()})`;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeOf).join(" or ");
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(" or ");
  if (schema.type === "array") return `list of ${typeOf(schema.items)}`;
  return [schema.type ?? "anything"].flat().join(" or ");
}

/** The object that a field holds, be it in a list or one of several possibilities; null where there is none without a name of its own. */
function objectIn(schema) {
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return objectIn(schema.items);
  return (schema.anyOf ?? []).map(objectIn).find((found) => found !== null) ?? null;
}

/** Rows of a table for the fields of an object, and indented below each those of the object that it holds. */
function rowsOf({ properties, required = [] }, within = "") {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const field = within + name;
    const means = [required.includes(name) ? "" : "Optional.", schema.description ?? ""].filter(Boolean).join(" ");
    const inner = objectIn(schema);
    const mark = schema.items === undefined ? "." : "[].";
    return [`| \`${field}\` | ${cell(typeOf(schema))} | ${cell(means)} |`, ...(inner === null ? [] : rowsOf(inner, field + mark))];
  });
}

const table = (schema) => `| field | type | meaning |\n|---|---|---|\n${rowsOf(schema).join("\n")}`;
const example = (value) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
const roles = { viewer: "any role", operator: "`operator` or `admin`", admin: "`admin`" };

function functionOf(document, path, operation) {
  const { operationId: name, summary, description } = operation;
  const schemas = document.components.schemas;
  const args = schemas[`${name[0].toUpperCase()}${name.slice(1)}Args`];
  const { apiKey, ...properties } = args.properties;
  const answers = schemas[`${name[0].toUpperCase()}${name.slice(1)}Answer`].anyOf ?? [
    schemas[`${name[0].toUpperCase()}${name.slice(1)}Answer`],
  ];
  const done = answers.filter(({ properties: fields }) => fields !== undefined);
  const refusals = answers.filter(({ $ref }) => $ref !== undefined).map(typeOf);
  const caller = [
    operation["x-key"] === undefined ? [] : `an API key of ${roles[operation["x-key"]] ?? operation["x-key"]}`,
    operation["x-robot"] === true ? "the robot's own credential" : [],
  ].flat();
  const parts = [
    `### ${name}`,
    `${summary}. ${description ?? ""}`.trim(),
    `\`${operation["x-kind"]}\` for ${apiKey === undefined ? "anybody, without a key" : caller.join(" or ")}, also at \`POST ${path}\`.`,
    Object.keys(properties).length === 0 ? "No arguments but the key." : `Arguments:\n\n${table({ ...args, properties })}`,
    ...done.map((answer) => `${answer.properties.ok?.const === false ? "Or, when it was not done" : "Answer"}:\n\n${table(answer)}`),
    refusals.length === 0 ? "" : `Or a refusal: ${refusals.join(", ")}.`,
    `An example of its arguments:\n\n${example(operation.requestBody.content["application/json"].examples.call.value.args)}`,
  ];
  return parts.filter(Boolean).join("\n\n");
}

/** A shape with a name, which functions refer to. */
function shapeOf(name, schema) {
  const variants = schema.oneOf ?? schema.anyOf;
  const body =
    variants === undefined
      ? schema.properties === undefined
        ? `${typeOf(schema)}.`
        : table(schema)
      : variants
          .map(
            (variant) =>
              `\`${variant.title ?? typeOf(variant)}\`: ${variant.description ?? ""} ${variant["x-fix"] ?? ""}\n\n${variant.properties === undefined ? "" : table(variant)}`,
          )
          .join("\n\n");
  return `### ${name}\n\n${schema.description === undefined ? "" : `${schema.description}\n\n`}${body}`;
}

/** The page's text. */
export function wireReference() {
  const document = JSON.parse(readFileSync(join(root, "docs", "openapi.json"), "utf8"));
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    methods.post?.["x-kind"] === undefined ? [] : [[path, methods.post]],
  );
  const groups = document.tags
    .map(({ name }) => [name, calls.filter(([, { tags }]) => tags.includes(name))])
    .filter(([, those]) => those.length > 0);
  const shapes = Object.entries(document.components.schemas).filter(([name]) => !/(?:Args|Answer)$/.test(name));
  return `<!-- Written by \`npm run docs:reference\` from docs/openapi.json. -->

# Wire reference

Every function that a program may call, as its own validators describe it. The same is there for programs: [openapi.json](../openapi.json) is what a console answers at \`/openapi.json\`.
[Plain HTTP](../http.md) shows the calls one after the other, with what they print.

${document.info.description.replaceAll("x-key", "key").replaceAll(/Each function says the least role it needs in `key`, and in `x-robot` whether a robot's own credential will do\./g, "Each function below says whose key it takes.")}

${groups.map(([name, those]) => `## Functions: ${name}\n\n${those.map(([path, operation]) => functionOf(document, path, operation)).join("\n\n")}`).join("\n\n")}

## Shapes

${shapes.map(([name, schema]) => shapeOf(name, schema)).join("\n\n")}
`;
}
