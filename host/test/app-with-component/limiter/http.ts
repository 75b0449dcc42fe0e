import { httpActionGeneric, httpRouter } from "convex/server";

const http = httpRouter();
http.route({ path: "/env", method: "GET", handler: httpActionGeneric(() => Promise.resolve(Response.json({ ...process.env }))) });
// oxlint-disable-next-line import/no-default-export -- the name that Convex reads
export default http;
