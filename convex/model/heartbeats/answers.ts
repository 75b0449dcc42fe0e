import { doc } from "convex-helpers/validators";
import { v } from "convex/values";

import schema from "../../schema";

export const heartbeatMinuteView = v.object({
  minute: v.number(),
  count: v.number(),
  longestGapMs: v.number(),
  fields: doc(schema, "heartbeatMinutes").fields.fields,
});
