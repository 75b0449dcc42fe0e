import type { RobotStatus } from "#src/api/robots.ts";
import { compareNames } from "#src/lib/names.ts";

import type { FleetRow } from "./fleet-rows.ts";
import { type FleetFilter, fleetFilters } from "./fleet-rows.ts";

export const fleetSorts = ["attention", "name", "heard", "inference", "temperature", "battery"] as const;
export type FleetSort = (typeof fleetSorts)[number];
export const fleetLayouts = ["list", "grid", "wall"] as const;
export type FleetLayout = (typeof fleetLayouts)[number];

/** What of the fleet is shown and how; all of it stands in the address, so that a view can be sent and saved. */
export type FleetView = { show: FleetFilter; text: string; sort: FleetSort; layout: FleetLayout };

const oneOf = <Value extends string>(values: readonly Value[], value: string | null, otherwise: Value): Value =>
  values.find((each) => each === value) ?? otherwise;

/** Anything the address does not say, or says wrong, is the usual: all robots, those that need attention first, as a list. */
export const readFleetView = (search: URLSearchParams): FleetView => ({
  show: oneOf(fleetFilters, search.get("show"), "all"),
  text: search.get("q") ?? "",
  sort: oneOf(fleetSorts, search.get("sort"), "attention"),
  layout: oneOf(fleetLayouts, search.get("as"), "list"),
});

/** The shortest address of a view: what is usual is left out. */
export function writeFleetView({ show, text, sort, layout }: FleetView): string {
  const search = new URLSearchParams();
  if (show !== "all") search.set("show", show);
  if (text !== "") search.set("q", text);
  if (sort !== "attention") search.set("sort", sort);
  if (layout !== "list") search.set("as", layout);
  return search.toString();
}

/** The greatest first except where the least is the trouble; a robot that never told is last. */
const figures = {
  heard: ({ lastSeenAt }) => lastSeenAt,
  inference: ({ inferenceMs }) => (inferenceMs === undefined ? null : -inferenceMs),
  temperature: ({ temperatureC }) => (temperatureC === undefined ? null : -temperatureC),
  battery: ({ batteryPct }) => batteryPct ?? null,
} satisfies Record<Exclude<FleetSort, "attention" | "name">, (status: RobotStatus) => number | null>;

/** Whether an order needs the numbers of all robots. */
export const isByFigure = (sort: FleetSort): sort is keyof typeof figures => sort in figures;

/** `rows` (already by attention) in the chosen order. The longest unheard, slowest, hottest and emptiest come first. */
export function sortFleet(rows: readonly FleetRow[], sort: FleetSort, statuses: readonly RobotStatus[] = []): readonly FleetRow[] {
  if (sort === "attention") return rows;
  const byName = (a: FleetRow, b: FleetRow) => compareNames(a.robot.name, b.robot.name);
  if (sort === "name") return rows.toSorted(byName);
  const byRobot = new Map(statuses.map((status) => [status.robotId, figures[sort](status) ?? Number.POSITIVE_INFINITY]));
  const figure = ({ robot }: FleetRow) => byRobot.get(robot.id) ?? Number.MAX_VALUE;
  return rows.toSorted((a, b) => Math.min(figure(a), Number.MAX_VALUE) - Math.min(figure(b), Number.MAX_VALUE) || byName(a, b));
}
