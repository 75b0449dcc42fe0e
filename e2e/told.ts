/** What tests of notices share: who is told, by what, and a session of which something is to be told. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { type Console, rpc } from "./console.ts";
import { password, so101Schema } from "./fixtures.ts";

type Message = { headers: IncomingHttpHeaders; body: string };

/** Receives webhooks on this machine; it is down for the first attempt of everything but a test. */
export async function startReceiver() {
  const received: Message[] = [];
  const receiver = { received, url: "", close: () => void 0 };
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const isNew = received.every(({ headers }) => headers["webhook-id"] !== request.headers["webhook-id"]);
      received.push({ headers: request.headers, body });
      response.writeHead(isNew && !body.includes('"type":"test"') ? 500 : 204).end("what the console must not show");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/reflex`;
  receiver.close = () => void server.close();
  return receiver;
}

/** Records what the page asks its system to show, and lets a test say that nobody looks at the page. */
export const watchSystem = () => {
  const Real = Notification;
  Object.assign(window, { shown: [] as string[], isLookedAt: true });
  window.Notification = class extends Real {
    constructor(title: string, options?: NotificationOptions) {
      super(title, options);
      window.shown.push(`${title}: ${String(options?.body)}`);
    }
  };
  Object.defineProperty(document, "visibilityState", { get: () => (window.isLookedAt ? "visible" : "hidden") });
};

declare global {
  interface Window {
    shown: string[];
    isLookedAt: boolean;
  }
}

/** Olga, an admin, and a session of arm-7 that is open; `call` is a program of hers. */
export async function openSession(site: Console) {
  const organizationName = "Told";
  await site.run("action", "setup:createOperator", { email: "olga@told.example", password, name: "Olga", role: "admin", organizationName });
  const { apiKey } = await site.run("mutation", "setup:createApiKey", { name: "night shift", role: "admin", organizationName });
  const call = (name: string, args: Record<string, unknown>) => rpc(site.url, "mutation", `publicApi:${name}`, { ...args, apiKey });
  const { id: robotSchemaId } = await call("registerRobotSchema", { name: "so101", schema: so101Schema() });
  const { id: robotId } = await call("registerRobot", { name: "arm-7", robotSchemaId, emergencyStopLocation: "red button" });
  const { id: deploymentId } = await call("createDeployment", { name: "pick", modelId: "pi0.5", robotSchemaId });
  const { sessionId } = await call("authorizeSession", { deploymentId, robotId });
  return { apiKey, call, deploymentId, robotId, sessionId };
}

/** Ben, an operator of the same organization, who calls mutations from a page of his own. */
export async function operatorBen(site: Console) {
  const email = "ben@told.example";
  await site.run("action", "setup:createOperator", { email, password, name: "Ben", role: "operator", organizationName: "Told" });
  const { tokens } = await rpc(site.url, "action", "auth:signIn", { provider: "password", params: { email, password, flow: "signIn" } });
  return (path: string, args: Record<string, unknown>) =>
    rpc(site.url, "mutation", path, args, { authorization: `Bearer ${(tokens as { token: string }).token}` });
}
