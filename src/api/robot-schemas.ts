import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import type { Id } from "#convex/_generated/dataModel.js";

export type RobotSchemaId = Id<"robotSchemas">;
export type RobotSchema = FunctionReturnType<typeof api.robotSchemas.list>[number];

export const robotSchemaQueries = {
  /** Every version of every schema, newest first. */
  all: () => queryOptions({ ...convexQuery(api.robotSchemas.list, {}) }),
  detail: (id: RobotSchemaId) => queryOptions({ ...convexQuery(api.robotSchemas.get, { id }) }),
};

export function useRegisterRobotSchema() {
  return useMutation({ mutationFn: useConvexMutation(api.robotSchemas.register), meta: { inlineError: true } });
}

// The server's own reader, which is pure: the editor names the same faults as the server will, while a person types.
export { readSchemaDocument, type SchemaSummary } from "#convex/model/robots/schemaDocument.ts";
