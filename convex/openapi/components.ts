import type { ValidatorJSON } from "convex/values";

import { appErrorData } from "../errors";
import { keyRefusal } from "../model/wire/answers";
import { errorTexts, keyRefusalTexts } from "./errors";
import { fieldText } from "./fields";
import { bodyOf, schemaOf, type JsonSchema, type SchemaOptions } from "./jsonSchema";
import { isRefusal, isSame, membersOf, type WireFunction } from "./wire";

/** Where a shape that has a name of its own is first met; the same shape elsewhere has the same name. */
const namedAt = {
  Actor: "createDeployment.createdBy",
  Account: "whoami.account",
  Condition: "promoteSession.unmet",
  Deployment: "listDeployments.deployments",
  Policy: "createDeployment.policy",
  DoctorCheck: "runReadinessCheck.checks",
  RobotSchema: "listRobotSchemas.robotSchemas",
  RobotSchemaSummary: "listRobotSchemas.robotSchemas.summary",
  Robot: "listRobots.robots",
  RobotStatus: "listRobots.robots.status",
  Session: "listInferenceSessions.sessions",
  StopFacts: "stopSession.stop",
  SessionOrders: "heartbeatRobot.session",
  StopOrder: "heartbeatRobot.stop",
  StopAcknowledgement: "heartbeatRobot.args.ack",
  RunSummary: "reportRunSummary.args.summary",
  ReceiptRow: "listReceipts.receipts",
  Review: "listReceipts.receipts.review",
  SignedReceipt: "getReceipt.receipt",
  Checkpoint: "getReceiptChain.checkpoint",
} as const;

type Named = { name: string; value: ValidatorJSON; path: readonly string[] };

/** Without what makes it a list or lets it be null. */
function bare(value: ValidatorJSON): ValidatorJSON {
  if (value.type === "array") return bare(value.value);
  const [only, ...others] = membersOf(value).filter(({ type }) => type !== "null");
  return only !== undefined && others.length === 0 && only !== value ? bare(only) : value;
}

function fieldAt(value: ValidatorJSON, path: readonly string[]): ValidatorJSON | null {
  const [name, ...rest] = path;
  if (name === undefined) return bare(value);
  for (const member of membersOf(bare(value))) {
    const field = member.type === "object" ? member.value[name]?.fieldType : undefined;
    if (field !== undefined) return fieldAt(field, rest);
  }
  return null;
}

function namedShapes(functions: readonly WireFunction[]): Named[] {
  const shapes = Object.entries(namedAt).map(([name, place]) => {
    const path = place.split(".");
    const [of = "", ...rest] = path;
    const found = functions.find((each) => each.name === of);
    const value = found === undefined ? null : rest[0] === "args" ? fieldAt(found.args, rest.slice(1)) : fieldAt(found.returns, rest);
    if (value === null) throw new Error(`There is no ${place} to call ${name}`);
    return { name, value, path };
  });
  return [...shapes, ...refusals(functions)];
}

/** A wrong key and any other refusal look the same in every function that takes a key. */
function refusals(functions: readonly WireFunction[]): Named[] {
  const keyed = (keyRefusal as unknown as { json: ValidatorJSON }).json;
  const whoami = functions.find(({ name }) => name === "whoami");
  const other = whoami === undefined ? undefined : membersOf(whoami.returns).find((member) => isRefusal(member) && !isSame(member, keyed));
  if (other === undefined) throw new Error("whoami has no refusal");
  return [
    { name: "KeyRefusal", value: keyed, path: ["KeyRefusal"] },
    { name: "Refusal", value: other, path: ["Refusal"] },
  ];
}

const refTo = (name: string) => `#/components/schemas/${name}`;

/** How to write schemas of this wire, and the schemas that have names. */
export function componentsOf(functions: readonly WireFunction[]): { options: SchemaOptions; schemas: Record<string, JsonSchema> } {
  const shapes = namedShapes(functions);
  const names = new Map(shapes.map(({ name, value }) => [JSON.stringify(value), name]));
  const options: SchemaOptions = {
    describe(path, value) {
      if (value.type === "literal" && path.at(-1) === "ok")
        return { description: value.value === true ? "It was done." : "It was refused; `reason` says why." };
      const text = fieldText(path);
      if (text === undefined) throw new Error(`${path.join(".")} is not described in convex/openapi/fields/`);
      return { description: text[0] };
    },
    isClosed: (path) => path[1] === "args",
    reference(value) {
      const name = value.type === "object" ? names.get(JSON.stringify(value)) : undefined;
      return name === undefined ? null : refTo(name);
    },
  };
  const schemas = Object.fromEntries(shapes.map(({ name, value, path }) => [name, bodyOf(value, options, path)]));
  const reason = schemas["KeyRefusal"]?.properties?.["reason"];
  if (reason !== undefined) reason["x-reasons"] = keyRefusalTexts;
  return { options, schemas: { ...schemas, AppError: errorSchema(options) } };
}

/** The typed errors: one shape for each code, with what it means and what to do. */
function errorSchema(options: SchemaOptions): JsonSchema {
  const members = membersOf((appErrorData as unknown as { json: ValidatorJSON }).json);
  const oneOf = members.map((member) => {
    const schema = schemaOf(member, options, ["AppError"]);
    const code = schema.properties?.["code"]?.const as keyof typeof errorTexts;
    const { means, fix } = errorTexts[code];
    return { title: code, description: means, ...schema, "x-fix": fix };
  });
  return { description: "What was wrong, by `code`. Nothing was changed.", oneOf };
}
