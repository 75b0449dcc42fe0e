import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, expect, test } from "vitest";

import example from "#examples/so101.schema.json";
import { buildOf } from "#src/api/kinematics.ts";
import { readSchemaDocument } from "#src/api/robot-schemas.ts";

import { DrawnPose, type PoseViewProps } from "./pose-view.tsx";
import { SchemaPose } from "./schema-pose.tsx";

afterEach(cleanup);

const read = readSchemaDocument(example);
if (!read.ok) throw new Error("The example is wrong");
const { summary } = read;
const document = JSON.stringify(example);
const build = buildOf({ document, summary });

function show(props: Partial<PoseViewProps>, at = "/") {
  const { kinematics } = build;
  if (kinematics === null) throw new Error("The example has no chain");
  const element = <DrawnPose build={{ ...build, kinematics }} values={[0, 0, 0, 0, 0, 0.5]} note="as reported now" {...props} />;
  const router = createMemoryRouter([{ path: "/", element }], { initialEntries: [at] });
  const { container } = render(<RouterProvider router={router} />);
  return { router, arm: (which: "now" | "next") => container.querySelector(`[data-arm="${which}"]`), container };
}

test("arrow keys turn the drawing and the address keeps it when the key is let go; Home shows it as it was first", async () => {
  const user = userEvent.setup();
  const { router, arm } = show({});
  const before = arm("now")?.getAttribute("points");
  screen.getByRole("slider", { name: "Turn the drawing" }).focus();
  await user.keyboard("{ArrowLeft>}");
  expect(arm("now")?.getAttribute("points")).not.toBe(before);
  expect(router.state.location.search).toBe("");
  await user.keyboard("{/ArrowLeft}");
  expect(router.state.location.search).toBe("?pose=-55%2C25");
  expect(screen.getByRole("slider").getAttribute("aria-valuetext")).toBe("turned to −55°, from 25° above");
  expect(screen.getAllByRole<HTMLInputElement>("radio").filter(({ checked }) => checked)).toEqual([]);
  await user.keyboard("{Home}");
  expect(router.state.location.search).toBe("");
  expect(arm("now")?.getAttribute("points")).toBe(before);
});

test("a named view is one press, and an address opens it", async () => {
  const { router } = show({}, "/?pose=side&window=1m");
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Side" }).checked).toBe(true);
  await userEvent.click(screen.getByRole("radio", { name: "Top" }));
  expect(router.state.location.search).toBe("?pose=top&window=1m");
  expect(screen.getByRole("img", { name: /^The arm, seen from above\. Its tip: x 0\.353 m/ })).toBeTruthy();
});

test("a key with a modifier is the browser's", async () => {
  const { router } = show({});
  screen.getByRole("slider").focus();
  await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  expect(router.state.location.search).toBe("");
});

test("what is old is grey, with its age in words", () => {
  const { container } = show({ isOld: true, note: "Last heartbeat 12 s ago: this pose is old" });
  expect(container.querySelector("svg[role=img]")?.getAttribute("class")).toContain("stale-value");
  expect(screen.getByText("Last heartbeat 12 s ago: this pose is old").className).toContain("text-danger");
});

test("the first action is dashed beside the arm, and each joint's part of it in the table; without it there is neither", () => {
  const { arm, container } = show({ firstMove: [0.3, -0.4, 0.5, -0.6, 0.7, 0] });
  expect(arm("next")?.querySelector("polyline")?.getAttribute("stroke-dasharray")).toBe("7 5");
  expect(container.textContent).toContain("first action: up to +0.7 rad (wrist_roll), the tip by 137 mm");
  expect(within(screen.getByRole("row", { name: /elbow_flex/ })).getByText("+0.5")).toBeTruthy();
});

test("without a first action there is one arm", () => {
  expect(show({}).arm("next")).toBeNull();
  expect(screen.queryByText(/first action/i)).toBeNull();
});

test("what a joint does not report is said, and nothing is drawn where nothing is reported", () => {
  show({ values: [0, 0] });
  expect(screen.getByText("No value of elbow_flex is reported: the arm is drawn up to it.")).toBeTruthy();
  expect(screen.getByText("not known")).toBeTruthy();
});

test("without any joint there is a sentence and no drawing", () => {
  show({ values: null, note: "The robot reports no joint positions." });
  expect(screen.getByText("The robot reports no joint positions.")).toBeTruthy();
  expect(screen.queryByRole("img")).toBeNull();
  expect(screen.queryByRole("slider")).toBeNull();
});

test("a schema is drawn at zero, and one without a chain says how to add it", () => {
  const pageOf = (text: string) => createMemoryRouter([{ path: "/", element: <SchemaPose document={text} summary={summary} /> }]);
  const first = render(<RouterProvider router={pageOf(document)} />);
  expect(screen.getByText("every joint at zero")).toBeTruthy();
  first.unmount();
  const { kinematics: _kinematics, ...plain } = example;
  render(<RouterProvider router={pageOf(JSON.stringify(plain))} />);
  expect(screen.getByRole("link", { name: "How to add it" }).getAttribute("href")).toBe("/docs/dashboard/robots#how-an-arm-is-built");
});
