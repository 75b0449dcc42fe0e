import { defineApp } from "convex/server";
import { v } from "convex/values";

import limiter from "./limiter/convex.config";

const app = defineApp({ env: { APP_COLOR: v.optional(v.string()) } });
app.use(limiter, { httpPrefix: "/limits/", env: { COLOR: app.env.APP_COLOR, SHAPE: "round" } });
app.use(limiter, { name: "second" });
export default app;
