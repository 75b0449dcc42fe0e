import { expect, test } from "vitest";

import { pageTable } from "#src/page-table.ts";
import { paths } from "#src/paths.ts";

const files = Object.keys(import.meta.glob("./pages/**/*-{page,layout}.tsx")).map((path) => path.slice("./pages/".length, -".tsx".length));
const named = { ...pageTable.outside, ...pageTable.inside, ...pageTable.settings };

test("every route has its page file, and every page file its route", () => {
  expect(new Set([...Object.values(named), pageTable.settingsLayout])).toEqual(new Set(files));
});

test("every link that the console builds leads to a page", () => {
  const id = "an-id";
  const links = [
    paths.fleet(),
    paths.robots(),
    paths.newRobot(),
    paths.robot(id),
    paths.pairRobot(id),
    paths.robotSchemas(),
    paths.newRobotSchema(),
    paths.robotSchema(id),
    paths.deployments(),
    paths.newDeployment(),
    paths.deployment(id),
    paths.sessions(),
    paths.newSession(),
    paths.session(id),
    paths.receipts(),
    paths.receipt(id),
    paths.receiptReview(),
    paths.receiptAgreement(),
    paths.receiptImport(),
    paths.receiptCompare([id]),
    paths.audit(),
    paths.handover(),
    paths.incidents(),
    paths.settings(),
    paths.settingsProfile(),
    paths.settingsMembers(),
    paths.settingsKeys(),
    paths.settingsEndpoints(),
    paths.settingsData(),
    paths.joinRobot(),
    paths.device(),
    paths.gallery(),
    paths.signIn(),
    paths.setup(),
    paths.invite(),
  ];
  const patterns = Object.keys(named).map((pattern) => new RegExp(`^${pattern.replaceAll(/:\w+/g, "[^/]+")}$`));
  const lost = links.filter((link) => !patterns.some((pattern) => pattern.test(link.replace(/\?.*/, ""))));
  expect(lost).toEqual([]);
});
