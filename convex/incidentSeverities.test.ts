import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { seedOrganization } from "./fixtures.testing";
import { start } from "./heartbeats.testing";
import { severities } from "./model/incidents/causes";

afterEach(() => void vi.useRealTimers());

async function world() {
  const started = await start();
  const { people, robot } = started;
  await robot.beat();
  const { admin, viewer } = people;
  const set = (cause: keyof typeof severities, severity: number) => admin.as.mutation(api.incidents.setSeverity, { cause, severity });
  const said = async () =>
    Object.fromEntries((await viewer.as.query(api.incidents.severities, {})).map((each) => [each.cause, each.severity]));
  const incidents = async () => {
    const { page } = await viewer.as.query(api.incidents.list, { show: "all", paginationOpts: { numItems: 50, cursor: null } });
    return page.map(({ cause, severity }) => [cause, severity]);
  };
  const logged = async () => {
    const { page } = await viewer.as.query(api.audit.list, { paginationOpts: { numItems: 20, cursor: null } });
    return page
      .filter(({ action }) => action === "incident.setSeverity")
      .map(({ before, after }): unknown[] => [JSON.parse(before ?? ""), JSON.parse(after ?? "")]);
  };
  return { ...started, set, said, incidents, logged };
}

test("a cause is as grave as the organization says, for what is open and what begins; what is over stays, and it is logged once", async () => {
  const { robot, set, said, incidents, logged } = await world();
  expect(await said()).toEqual(severities);
  await robot.beat({ state: "warning" });
  await robot.beat();
  await robot.beat({ state: "fault" });
  expect(await incidents()).toEqual([
    ["fault", 1],
    ["warning", 3],
  ]);
  await set("warning", 2);
  await set("fault", 0);
  await set("fault", 0);
  expect(await said()).toEqual({ ...severities, warning: 2, fault: 0 });
  expect(await incidents()).toEqual([
    ["fault", 0],
    ["warning", 3],
  ]);
  await set("fault", severities.fault);
  expect(await said()).toEqual({ ...severities, warning: 2 });
  expect((await incidents())[0]).toEqual(["fault", 1]);
  expect(await logged()).toEqual([
    [
      { cause: "fault", severity: 0 },
      { cause: "fault", severity: 1 },
    ],
    [
      { cause: "fault", severity: 1 },
      { cause: "fault", severity: 0 },
    ],
    [
      { cause: "warning", severity: 3 },
      { cause: "warning", severity: 2 },
    ],
  ]);
});

test("another organization keeps its own, and a new incident is as grave as was said before it began", async () => {
  const { t, robot, set, incidents } = await world();
  await set("fault", 2);
  await robot.beat({ state: "fault" });
  expect(await incidents()).toEqual([["fault", 2]]);
  const other = await seedOrganization(t, "Other");
  const theirs = await other.viewer.as.query(api.incidents.severities, {});
  expect(theirs.every(({ severity, usual }) => severity === usual)).toBe(true);
});

test("an arm that may move unseen is always critical, and only four grades are taken; a refusal changes nothing", async () => {
  const { set, said } = await world();
  await expect(set("silent_applying", 1)).rejects.toThrow(/always_critical/);
  for (const severity of [-1, 4, 1.5, Number.NaN]) await expect(set("fault", severity)).rejects.toThrow(/invalid/);
  await set("silent_applying", 0);
  expect(await said()).toEqual(severities);
});
