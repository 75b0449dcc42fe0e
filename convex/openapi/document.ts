import type { ValidatorJSON } from "convex/values";

import { componentsOf } from "./components";
import { exampleOf } from "./examples";
import { otherPaths } from "./httpPaths";
import { schemaOf, type JsonSchema, type SchemaOptions } from "./jsonSchema";
import { operations, type FunctionName } from "./operations";
import { isRefusal, membersOf, wireFunctions, type FunctionKind, type WireFunction } from "./wire";

/** Where a deployment's functions and its HTTP routes are; Convex Cloud has two hosts for them. Without a trailing slash. */
export type Places = { functionsUrl: string; routesUrl: string };

/** Those of a console on this machine. */
export const localPlaces: Places = { functionsUrl: "http://127.0.0.1:3210", routesUrl: "http://127.0.0.1:3210/http" };

const introduction = `Every function answers one \`POST\` with \`{"status": "success", "value": {...}}\`. A refusal that a client may act on is such a value, \`{"ok": false, "reason": "..."}\`; what is wrong with the arguments is \`{"status": "error", "errorData": {"code": "...", ...}}\`.

The key is the argument \`apiKey\`, no header: \`rfx_...\` of an organization or, where a robot acts for itself, its \`rbt_...\`. Each function says the least role it needs in \`x-key\`, and in \`x-robot\` whether a robot's own credential will do.

Nothing is sent twice for you: ask whether it happened (\`listInferenceSessions\`) before you repeat a promotion. \`/api/query\`, \`/api/mutation\` and \`/api/action\` take the same calls with the function's name in the body.`;

const json = (schema: JsonSchema, examples?: Record<string, unknown>) => ({
  "application/json": {
    schema,
    ...(examples === undefined ? {} : { examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])) }),
  },
});

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const typeName = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const success = (value: JsonSchema): JsonSchema => ({
  type: "object",
  properties: { status: { const: "success" }, value },
  required: ["status", "value"],
});
const format: JsonSchema = { const: "json", description: "Plain JSON." };

/** Shapes of the transport, which has no validator of its own. */
const transport: Record<string, JsonSchema> = {
  FunctionError: {
    description: "The function threw. `errorData` is there when a client may branch on it.",
    type: "object",
    properties: { status: { const: "error" }, errorMessage: { type: "string" }, errorData: ref("AppError") },
    required: ["status", "errorMessage"],
  },
  TransportError: {
    description: "The request never reached a function.",
    type: "object",
    properties: { code: { type: "string" }, message: { type: "string" } },
    required: ["code", "message"],
  },
};

const errorExample = {
  status: "error",
  errorMessage: "[Request ID: 4f2a91c05e5e5e5e] Server Error",
  errorData: { code: "not_found", what: "deployment" },
};

function responses(value: JsonSchema, examples: Record<string, unknown>) {
  return {
    "200": {
      description: "What the function answered, or the error that it threw.",
      content: json({ oneOf: [success(value), ref("FunctionError")] }, { ...examples, error: errorExample }),
    },
    default: { description: "The request never reached a function.", content: json(ref("TransportError")) },
  };
}

/** What it answers when it is done, and the first refusal, as a caller gets them. */
function answers({ name, returns }: WireFunction, shown: readonly string[]): Record<string, unknown> {
  const members = membersOf(returns);
  const wrap = (member: ValidatorJSON | undefined, path: string[]) => ({
    status: "success",
    value: member && exampleOf(member, path, shown),
  });
  const refusal = members.find(isRefusal);
  const isKeyed = operations[name as FunctionName].key !== null;
  return {
    done: wrap(
      members.find((member) => !isRefusal(member)),
      [name],
    ),
    ...(refusal === undefined ? {} : { refused: wrap(refusal, [isKeyed ? "KeyRefusal" : name]) }),
  };
}

function operationOf(wire: WireFunction & { name: FunctionName }) {
  const { tag, summary, description, key, robot, shown = [] } = operations[wire.name];
  const Name = typeName(wire.name);
  return {
    operationId: wire.name,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: [],
    "x-kind": wire.kind,
    "x-key": key,
    "x-robot": robot,
    requestBody: {
      required: true,
      content: json(
        { type: "object", properties: { args: ref(`${Name}Args`), format }, required: ["args"] },
        { call: { args: exampleOf(wire.args, [wire.name, "args"], shown), format: "json" } },
      ),
    },
    responses: responses(ref(`${Name}Answer`), answers(wire, shown)),
  };
}

/** One call with the function's name in the body. */
function generalOperation(kind: FunctionKind, functions: readonly (WireFunction & { name: FunctionName })[]) {
  const [first] = functions;
  if (first === undefined) throw new Error(`The wire has no ${kind}`);
  const { shown = [] } = operations[first.name];
  const path: JsonSchema = { type: "string", enum: functions.map(({ name }) => `publicApi:${name}`) };
  const example = { path: `publicApi:${first.name}`, format: "json", args: exampleOf(first.args, [first.name, "args"], shown) };
  return {
    operationId: `call${typeName(kind)}`,
    tags: ["By name"],
    summary: `Call a ${kind} by its name`,
    security: [],
    requestBody: {
      required: true,
      content: json(
        { type: "object", properties: { path, format, args: { type: "object" } }, required: ["path", "args"] },
        { call: example },
      ),
    },
    responses: responses({ type: "object" }, answers(first, shown)),
  };
}

function schemasOf(functions: readonly WireFunction[], options: SchemaOptions): Record<string, JsonSchema> {
  return Object.fromEntries(
    functions.flatMap(({ name, args, returns }) => {
      const members = membersOf(returns).map((member) => schemaOf(member, options, [name]));
      return [
        [`${typeName(name)}Args`, schemaOf(args, options, [name, "args"])],
        [`${typeName(name)}Answer`, { anyOf: members }],
      ];
    }),
  );
}

/** The OpenAPI 3.1 document of the wire, made from the validators of the functions themselves. */
export function openApiDocument({ functionsUrl, routesUrl }: Places = localPlaces) {
  const functions = wireFunctions();
  const { options, schemas } = componentsOf(functions);
  const kinds: FunctionKind[] = ["query", "mutation", "action"];
  return {
    openapi: "3.1.0",
    info: {
      title: "Reflex Console",
      version: "0.1.0",
      summary: "Control plane for robots that run learned policies.",
      description: introduction,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: functionsUrl }],
    tags: [...new Set(Object.values(operations).map(({ tag }) => tag)), "By name", "Routes"].map((name) => ({ name })),
    paths: {
      ...Object.fromEntries(functions.map((wire) => [`/api/run/publicApi/${wire.name}`, { post: operationOf(wire) }])),
      ...Object.fromEntries(
        kinds.map((kind) => [
          `/api/${kind}`,
          {
            post: generalOperation(
              kind,
              functions.filter((each) => each.kind === kind),
            ),
          },
        ]),
      ),
      ...otherPaths(routesUrl, options),
    },
    components: {
      schemas: { ...transport, ...schemas, ...schemasOf(functions, options) },
      securitySchemes: {
        signIn: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "The token of an operator's sign-in in the dashboard.",
        },
      },
    },
  };
}
