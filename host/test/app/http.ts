import { httpActionGeneric, httpRouter } from "convex/server";

import { auth } from "./auth";

const http = httpRouter();
auth.addHttpRoutes(http);

http.route({
  path: "/echo",
  method: "POST",
  handler: httpActionGeneric(async (ctx, request) => {
    const identity = await ctx.auth.getUserIdentity();
    return Response.json(
      { text: await request.text(), subject: identity?.subject ?? null, url: request.url },
      { status: 201, headers: { "X-Kind": "echo" } },
    );
  }),
});
http.route({
  pathPrefix: "/counter/",
  method: "GET",
  handler: httpActionGeneric(async (ctx, request) => {
    const name = new URL(request.url).pathname.split("/").at(-1);
    return Response.json(await ctx.runMutation("counters:add" as never, { name } as never));
  }),
});
http.route({ path: "/fail", method: "GET", handler: httpActionGeneric(() => Promise.reject(new Error("broken action"))) });

// oxlint-disable-next-line import/no-default-export -- the name that Convex reads
export default http;
