import { defineComponent } from "convex/server";
import { v } from "convex/values";

export default defineComponent("limiter", { env: { COLOR: v.optional(v.string()), SHAPE: v.optional(v.string()) } });
