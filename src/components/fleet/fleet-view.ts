import type { FleetRow } from "./fleet-rows.ts";
import { type FleetFilter, fleetFilters } from "./fleet-rows.ts";

export const fleetSorts = ["attention", "name", "heard", "inference", "temperature", "battery"] as const;
export type FleetSort = (typeof fleetSorts)[number];
export const fleetLayouts = ["list", "grid"] as const;
export type FleetLayout = (typeof fleetLayouts)[number];

/** What of the fleet is shown and how; all of it stands in the address, so that a view can be sent and saved. */
export type FleetView = { show: FleetFilter; text: string; sort: FleetSort; layout: FleetLayout };

const oneOf = <Value extends string>(values: readonly Value[], value: string | null, otherwise: Value): Value => values.find((each) => each === value) ?? otherwise;

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

const byName = new Intl.Collator(undefined, { numeric: true });
/** The greatest first except where the least is the trouble; a robot that never told is last. */
const figures = {
  heard: ({ status }) => status?.lastSeenAt ?? null,
  inference: ({ status }) => (status?.inferenceMs === undefined ? null : -status.inferenceMs),
  temperature: ({ status }) => (status?.temperatureC === undefined ? null : -status.temperatureC),
  battery: ({ status }) => status?.batteryPct ?? null,
} satisfies Record<Exclude<FleetSort, "attention" | "name">, (row: FleetRow) => number | null>;

/** `rows` (already by attention) in the chosen order. The longest unheard, slowest, hottest and emptiest come first. */
export function sortFleet(rows: readonly FleetRow[], sort: FleetSort): readonly FleetRow[] {
  if (sort === "attention") return rows;
  const compareNames = (a: FleetRow, b: FleetRow) => byName.compare(a.robot.name, b.robot.name);
  if (sort === "name") return rows.toSorted(compareNames);
  const figure = figures[sort];
  return rows.toSorted((a, b) => (figure(a) ?? Number.POSITIVE_INFINITY) - (figure(b) ?? Number.POSITIVE_INFINITY) || compareNames(a, b));
}
