import { exampleOf } from "./examples";
import { bodyOf, type JsonSchema, type SchemaOptions } from "./jsonSchema";
import { stopAnswer } from "./wire";

const json = (schema: JsonSchema, value?: unknown) => ({
  "application/json": { schema, ...(value === undefined ? {} : { examples: { done: { value } } }) },
});

/** The routes of `convex/http.ts`; they live at a host of their own on Convex Cloud. */
export function otherPaths(routesUrl: string, options: SchemaOptions) {
  const servers = [{ url: routesUrl }];
  const error = { description: "Refused; `code` says why.", content: json({ $ref: "#/components/schemas/AppError" }) };
  const facts = bodyOf(stopAnswer(), options, ["stop"]);
  const example = exampleOf(stopAnswer(), ["stop"]) as object;
  return {
    "/time": {
      servers,
      get: {
        ...{ operationId: "getTime", tags: ["Routes"], summary: "Tell the server's clock", security: [] },
        responses: {
          "200": {
            description: "Epoch ms.",
            content: json({ type: "object", properties: { now: { type: "number" } }, required: ["now"] }, { now: 1_893_456_000_000 }),
          },
        },
      },
    },
    "/.well-known/grants.json": {
      servers,
      get: {
        ...{
          operationId: "getGrantKeys",
          tags: ["Routes"],
          summary: "Get the public keys that a worker verifies grants with",
          security: [],
        },
        responses: {
          "200": {
            description: "A JSON Web Key Set (RFC 7517).",
            content: json({
              type: "object",
              properties: { keys: { type: "array", items: { type: "object", additionalProperties: { type: "string" } } } },
              required: ["keys"],
            }),
          },
        },
      },
    },
    "/openapi.json": {
      servers,
      get: {
        ...{ operationId: "getOpenApi", tags: ["Routes"], summary: "Get this document", security: [] },
        responses: { "200": { description: "OpenAPI 3.1.", content: json({ type: "object" }) } },
      },
    },
    "/stop": {
      servers,
      post: {
        ...{ operationId: "stopBySignIn", tags: ["Routes"], summary: "Ask for a software stop, as a signed-in operator" },
        description:
          "For when the dashboard's socket is down. Not an emergency stop. Repeat with the same `sentAt`: repeats of one press are one stop.",
        security: [{ signIn: [] }],
        requestBody: {
          required: true,
          content: json({
            type: "object",
            properties: {
              sessionId: { type: "string" },
              sentAt: { type: "number", description: "When it was pressed, epoch ms." },
              reason: { type: "string" },
            },
            required: ["sessionId"],
          }),
        },
        responses: {
          "200": {
            description: "Accepted. Four separate facts with their times.",
            content: json(
              {
                ...facts,
                properties: { ok: { type: "boolean", enum: [true] }, ...facts.properties },
                required: ["ok", ...(facts.required ?? [])],
              },
              { ok: true, ...example },
            ),
          },
          ...Object.fromEntries(["400", "401", "403", "404", "409"].map((status) => [status, error])),
        },
      },
    },
  };
}
