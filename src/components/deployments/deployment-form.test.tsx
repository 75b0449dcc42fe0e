import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";

import { DeploymentForm } from "./deployment-form.tsx";

// Read when a file is dropped; how long a test takes to compile it says nothing.
beforeAll(() => import("./spec-file.ts"));
afterEach(cleanup);

function show() {
  const onSubmit = vi.fn();
  render(
    <DeploymentForm
      schemas={[{ id: "s1", name: "so101", version: 2 }]}
      runtimes={["edge"]}
      isSaving={false}
      disabledReason={undefined}
      failure={undefined}
      onSubmit={onSubmit}
    />,
  );
  return onSubmit;
}

test("what is missing is said beside its field, and nothing is sent", async () => {
  const onSubmit = show();
  await userEvent.click(screen.getByRole("button", { name: "Create deployment" }));
  expect(screen.getAllByRole("alert").map((alert) => alert.textContent)).toEqual([
    "Give it a name.",
    "Name the model or the artifact to run.",
  ]);
  expect(onSubmit).not.toHaveBeenCalled();
});

test("a dropped YAML file fills the form, and a person still has to create it", async () => {
  const onSubmit = show();
  const file = new File(["name: Pick\nmodel_id: acme/pick\nrobot_schema_id: s1\n"], "pick.yaml");
  await userEvent.upload(screen.getByLabelText("Spec file"), file);
  expect(await screen.findByText(/Read pick.yaml/)).toBeTruthy();
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Name" }).value).toBe("Pick");
  expect(onSubmit).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Create deployment" }));
  expect(onSubmit.mock.calls[0]?.[0]).toMatchObject({ name: "Pick", modelId: "acme/pick", robotSchemaId: "s1", mode: "dry_run" });
});

test("a wrong file is refused in words and changes nothing", async () => {
  show();
  await userEvent.upload(screen.getByLabelText("Spec file"), new File(["{"], "bad.json"));
  expect((await screen.findByRole("alert")).textContent).toMatch(/not valid JSON/);
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Name" }).value).toBe("");
});
