import { readFileSync } from "node:fs";
import { test as base, expect, type Page } from "@playwright/test";
import { rpc, startConsole, startRobot, type Console, type RobotProcess } from "./console.ts";

export const password = "correct horse battery";

/** A customer of the shared host that no other test uses. */
export type Organization = {
  name: string;
  email: string;
  /** Calls `publicApi:<name>` with the organization's API key; a refusal is thrown. */
  call: (kind: "query" | "mutation", name: string, args?: Record<string, unknown>) => Promise<Record<string, unknown>>;
  /** Another person of the organization; returns the e-mail. */
  addOperator: (role: "viewer" | "operator" | "admin") => Promise<string>;
};

/** A robot of the organization, running as a process of its own, with the session it runs. */
export type RunningRobot = {
  robotId: string;
  robotSchemaId: string;
  name: string;
  deploymentId: string;
  sessionId: string;
  process: RobotProcess;
};

type WorkerFixtures = { site: Console };
type Fixtures = {
  /** For tests that try what the policy of the pages refuses. */
  triesPolicy: boolean;
  /** Holds every page of every test to its policy, and to keeping secrets out of addresses and the console. */
  discretion: void;
  organization: Organization;
  /** A host of its own whose first run is still to come. */
  freshSite: Console;
  /** Starts robot processes that end with the test. */
  robot: (url: string, token: string | null, flags?: string[]) => RobotProcess;
  /** A paired robot, a checked deployment, and a dry-run session that the robot has taken. */
  runningRobot: (flags?: string[]) => Promise<RunningRobot>;
};

export const so101Schema = (): Record<string, unknown> =>
  JSON.parse(readFileSync("docs/examples/so101.schema.json", "utf8")) as Record<string, unknown>;

/** A key, credential, pairing token or invitation, or a signed token. */
const secret = /\b(?:rfx|rbt|pair|inv|setup|dev|ask|wall)_[0-9a-f]{40,}|\beyJ[\w-]{10,}\.[\w-]{10,}\./;

/** What a doctor's report holds against a promotion, in its own words. */
const failedChecks = ({ passed, checks }: Record<string, unknown>): unknown[] =>
  passed === true ? [] : (checks as { result: string }[]).filter(({ result }) => result !== "pass");

export const test = base.extend<Fixtures, WorkerFixtures>({
  triesPolicy: [false, { option: true }],
  discretion: [
    async ({ context, triesPolicy }, use) => {
      const slips: string[] = [];
      context.on("console", (line) => {
        if (secret.test(line.text()) || (!triesPolicy && line.text().includes("Content Security Policy")))
          slips.push(`console: ${line.text()}`);
      });
      // What is behind the # stays in the browser.
      context.on("request", (request) => secret.test(request.url().split("#")[0] ?? "") && slips.push(`address: ${request.url()}`));
      await use();
      expect(slips).toEqual([]);
    },
    { auto: true },
  ],
  site: [
    async ({}, use) => {
      const site = await startConsole();
      await use(site);
      await site.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: async ({ site }, use) => use(site.url),
  freshSite: async ({}, use) => {
    const site = await startConsole();
    await use(site);
    await site.close();
  },
  organization: async ({ site }, use, testInfo) => {
    const id = `${testInfo.testId}-${testInfo.project.name}`;
    const name = `Org ${id}`;
    const create = async (email: string, role: string): Promise<string> => {
      await site.run("action", "setup:createOperator", { email, password, name: `Olga (${role})`, role, organizationName: name });
      return email;
    };
    const email = await create(`${id}@reflex.example`, "admin");
    const { apiKey } = await site.run("mutation", "setup:createApiKey", { name: "e2e", role: "admin", organizationName: name });
    await use({
      name,
      email,
      addOperator: (role) => create(`${role}-${id}@reflex.example`, role),
      call: async (kind, fn, args = {}) => {
        const value = await rpc(site.url, kind, `publicApi:${fn}`, { ...args, apiKey });
        if (value["ok"] === false) throw new Error(`${fn}: ${JSON.stringify(value)}`);
        return value;
      },
    });
  },
  robot: async ({}, use) => {
    const running: RobotProcess[] = [];
    await use((url, token, flags) => {
      const started = startRobot(url, token, flags);
      running.push(started);
      return started;
    });
    await Promise.all(running.map((started) => started.stop()));
  },
  runningRobot: async ({ organization, robot, site }, use) => {
    await use(async (flags = []) => {
      const { call } = organization;
      const name = "arm-1";
      const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", {
        name: "so101",
        schema: so101Schema(),
        robotKind: "so101",
      });
      const { id: robotId } = await call("mutation", "registerRobot", {
        name,
        robotSchemaId,
        emergencyStopLocation: "red button, bench 1",
      });
      const { id: deploymentId } = await call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5", robotSchemaId });
      const { token } = await call("mutation", "createPairingToken", { robotId });
      const process = robot(site.url, String(token), flags);
      await process.says(/paired as robot/);
      const { sessionId } = await call("mutation", "authorizeSession", { deploymentId, robotId });
      await process.says(/dry run, nothing moves/);
      // A report is judged as it was when it was made; one made while the arm had too few heartbeats to be judged says so.
      await expect
        .poll(async () => failedChecks(await call("mutation", "runReadinessCheck", { deploymentId, robotId })), { timeout: 45_000 })
        .toEqual([]);
      return {
        robotId: String(robotId),
        robotSchemaId: String(robotSchemaId),
        name,
        deploymentId: String(deploymentId),
        sessionId: String(sessionId),
        process,
      };
    });
  },
});

export { expect };

/** Signs in on the page and waits for the shell. `base`: where the page reaches the host, if not as the other pages do. */
export async function signIn(page: Page, email: string, base = ""): Promise<void> {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/**
 * Opens a page as somebody who signed in before: the host answers the page's own request, and what it answers is kept where the page keeps it.
 * For tests that begin behind the sign-in; `signIn` is for those of which it is a part.
 */
export async function openSignedIn(page: Page, email: string, path: string): Promise<void> {
  await page.goto(path.startsWith("/") ? "/icon.svg" : new URL("/icon.svg", path).href);
  const { origin } = new URL(page.url());
  const { tokens } = await rpc(origin, "action", "auth:signIn", { provider: "password", params: { flow: "signIn", email, password } });
  await page.evaluate(
    ([place, { token, refreshToken }]) => {
      localStorage.setItem(`__convexAuthJWT_${place}`, token);
      localStorage.setItem(`__convexAuthRefreshToken_${place}`, refreshToken);
    },
    [origin.replaceAll(/[^a-zA-Z0-9]/g, ""), tokens as { token: string; refreshToken: string }] as const,
  );
  await page.goto(path);
}
