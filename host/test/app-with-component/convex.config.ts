import { defineApp } from "convex/server";

import limiter from "./limiter/convex.config";

const app = defineApp();
app.use(limiter);
app.use(limiter, { name: "second" });
export default app;
