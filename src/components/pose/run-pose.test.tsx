import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, expect, test } from "vitest";

import example from "#examples/so101.schema.json";
import type { HeartbeatSample } from "#src/api/heartbeats.ts";
import { buildQuery } from "#src/api/kinematics.ts";
import type { Receipt } from "#src/api/receipts.ts";
import { readSchemaDocument, type RobotSchemaId } from "#src/api/robot-schemas.ts";
import { type RunSamples, runSamplesQuery } from "#src/api/run-samples.ts";

import { RunPose } from "./run-pose.tsx";

afterEach(cleanup);

const start = Date.UTC(2030, 0, 1, 12);
const id = "schema" as RobotSchemaId;
const row = { sessionId: "session", robotId: "robot", startedAt: start, timestamp: start + 10_000 } as unknown as Receipt;
const sample = (second: number, joints?: number[]) => ({ receivedAt: start + second * 1_000, joints }) as unknown as HeartbeatSample;
const straight = [0, 0, 0, 0, 0, 0.5];
const bent = [0.3, -0.4, 0.5, -0.6, 0.7, 0.5];

function show(samples: RunSamples, at: number | null) {
  const read = readSchemaDocument(example);
  if (!read.ok) throw new Error("The example is wrong");
  const client = new QueryClient({
    defaultOptions: {
      queries: { staleTime: Number.POSITIVE_INFINITY, queryFn: () => Promise.reject(new Error("Nothing is asked of a server here")) },
    },
  });
  client.setQueryData(runSamplesQuery(row).queryKey, samples);
  client.setQueryData(buildQuery(id).queryKey as readonly unknown[], { document: JSON.stringify(example), summary: read.summary });
  const router = createMemoryRouter([{ path: "/", element: <RunPose row={row} robotSchemaId={id} at={at} /> }]);
  const { container } = render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return container;
}
const run: RunSamples = { kind: "raw", samples: [sample(0, straight), sample(1, straight), sample(2), sample(8, bent), sample(9, bent)] };

test("at the cursor stands the pose of the nearest heartbeat that told one, else that of the end of the run", () => {
  expect(show(run, null).textContent).toMatch(/at the end of the run.*x 0\.275 m, y −0\.091 m, z 0\.327 m/);
  cleanup();
  expect(show(run, start + 2_100).textContent).toMatch(/as reported at .*x 0\.353 m, y 0\.000 m, z 0\.259 m/);
  cleanup();
  expect(show(run, start + 7_500).textContent).toContain("x 0.275 m");
});

test("a moment without a heartbeat, joints that were never told, and heartbeats that are gone are said to be not recorded", () => {
  expect(show(run, start + 4_600).textContent).toContain("Not recorded: no heartbeat within 3 s of this moment.");
  expect(screen.queryByRole("img")).toBeNull();
  cleanup();
  expect(show({ kind: "raw", samples: [sample(0), sample(1, [])] }, null).textContent).toContain(
    "Not recorded: the robot reported no joint positions.",
  );
  cleanup();
  for (const samples of [{ kind: "gone" }, { kind: "minutes", minutes: [] }] satisfies RunSamples[]) {
    expect(show(samples, start).textContent).toBe("The pose is not recorded: single heartbeats of this run are not kept any more.");
    cleanup();
  }
});
