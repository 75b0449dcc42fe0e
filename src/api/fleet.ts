import { convexQuery } from "@convex-dev/react-query";
import { keepPreviousData, queryOptions, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { api } from "#convex/_generated/api.js";
import { prefetch, queryClient } from "#src/api/client.ts";
import { type Robot, type RobotId, robotQueries, type RobotState } from "#src/api/robots.ts";

/** The most that one query of states takes. */
const MOST_IN_PART = 50;

export const fleetQueries = {
  /** What opens the states and live rows of the fleet: the same for every member, so that the server reads each once for all pages. */
  pass: () => queryOptions({ ...convexQuery(api.robots.watchPass, {}) }),
  states: (pass: string, robotIds: RobotId[]) => queryOptions({ ...convexQuery(api.robots.states, { pass, robotIds }) }),
  /** The state of one robot, for a page of its own. */
  state: (pass: string | undefined, robotId: RobotId) =>
    queryOptions({
      ...convexQuery(api.robots.states, pass === undefined ? "skip" : { pass, robotIds: [robotId] }),
      placeholderData: keepPreviousData,
    }),
  /** The live row of one robot. Wakes with its every heartbeat, so it is soon let go of: who scrolls through a fleet would else follow all of it. */
  live: (pass: string | undefined, robotId: RobotId) =>
    queryOptions({
      ...convexQuery(api.robots.live, pass === undefined ? "skip" : { pass, robotId }),
      gcTime: 5_000,
      placeholderData: keepPreviousData,
    }),
};

/** Parts of a fleet that are the same for everybody, and all but the last the same after a robot is added. */
function partsOf(robots: readonly Robot[]): RobotId[][] {
  const ids = [...robots].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
  return Array.from({ length: Math.ceil(ids.length / MOST_IN_PART) }, (_, part) =>
    ids.slice(part * MOST_IN_PART, (part + 1) * MOST_IN_PART),
  );
}

/** Asks for the fleet and its states, before anything is drawn that shows them. */
export async function prefetchFleet(): Promise<void> {
  const asked = [prefetch(robotQueries.all()), prefetch(fleetQueries.pass())];
  await Promise.all(asked);
  const robots = queryClient.getQueryData(robotQueries.all().queryKey);
  const pass = queryClient.getQueryData(fleetQueries.pass().queryKey);
  if (robots !== undefined && pass !== undefined) await Promise.all(partsOf(robots).map((ids) => prefetch(fleetQueries.states(pass, ids))));
}

type States = { data: RobotState[] | undefined; error: Error | null };

const together = (answers: UseQueryResult<RobotState[]>[]): States => ({
  data: answers.some(({ data }) => data === undefined) ? undefined : answers.flatMap(({ data }) => data ?? []),
  error: answers.find(({ error }) => error !== null)?.error ?? null,
});

/**
 * The states of a fleet. Wakes when a robot's state changes, not with its heartbeats. While a new pass is taken up, the states of
 * before stand.
 */
export function useFleetStates(robots: readonly Robot[] | undefined): States {
  const { data: pass, error } = useQuery(fleetQueries.pass());
  const parts = useMemo(() => (robots === undefined ? undefined : partsOf(robots)), [robots]);
  const answer = useQueries({
    queries: pass === undefined || parts === undefined ? [] : parts.map((ids) => fleetQueries.states(pass, ids)),
    combine: together,
  });
  const known = pass === undefined || parts === undefined ? undefined : answer.data;
  const [last, keep] = useState(known);
  if (known !== undefined && known !== last) keep(known);
  return { data: known ?? last, error: error ?? answer.error };
}
