/** One of each thing in the console, and with it the address of every page and what stands on it once it is usable. */
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";

/** The router's own list, so that no page is forgotten. Node 20 cannot read types, hence the detour. */
const { code } = transformSync(readFileSync("src/page-table.ts", "utf8"), { loader: "ts", format: "esm" });
const { pageTable } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const deployment = { name: "pick-and-place", modelId: "pi0.5" };

/** A closed session with its receipt, an open one, and what they need, of the first of `robots`. */
async function makeThings(site, { robotSchemaId, robots: [robot] }) {
  const { id: deploymentId } = await site.call("mutation", "createDeployment", { ...deployment, robotSchemaId });
  const authorize = () => site.call("mutation", "authorizeSession", { deploymentId, robotId: robot.id });
  for (let run = 0; run < 2; run++) {
    const { sessionId } = await authorize();
    await site.call("mutation", "closeSession", { sessionId, reason: "task_done" });
  }
  const { sessionId } = await authorize();
  const { receipts } = await site.call("query", "listReceipts");
  return { robotId: robot.id, robotSchemaId, deploymentId, sessionId, receiptId: receipts[0].id, otherId: receipts[1].id };
}

const heading = "h1";
const form = "form button, button[type=submit]";
const rows = "tbody tr";
/** What a person came for; a page that is not named is usable with its heading. */
const readyOf = {
  "/": rows,
  "/sign-in": "input[type=password]",
  "/robots": rows,
  "/robots/new": form,
  "/robots/:robotId": "dl",
  "/robot-schemas": rows,
  "/robot-schemas/new": form,
  "/robot-schemas/:robotSchemaId": "dl, table",
  "/deployments": rows,
  "/deployments/new": form,
  "/deployments/:deploymentId": "dl",
  "/sessions": rows,
  "/sessions/new": form,
  "/sessions/:sessionId": "dl",
  "/receipts": rows,
  "/receipts/:receiptId": "dl",
  "/receipts/compare": "h1",
  "/audit": rows,
  "/settings/members": rows,
  "/settings/keys": rows,
};

/** @returns of every page `{ name, path, ready }`; those outside of the shell are what nobody signed in would see. */
export async function everyPage(site, made) {
  const things = await makeThings(site, made);
  const routes = Object.keys({ ...pageTable.outside, ...pageTable.inside, ...pageTable.settings });
  return routes.map((route) => ({
    name: route,
    isOutside: route in pageTable.outside,
    path:
      route.replaceAll(/:(\w+)/g, (_, thing) => things[thing]) +
      (route === "/receipts/compare" ? `?a=${things.receiptId}&b=${things.otherId}` : ""),
    ready: readyOf[route] ?? heading,
  }));
}
