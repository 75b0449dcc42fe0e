import { within, type Stretch, zoomFrom, zoomText } from "#src/lib/zoom.ts";

/** What charts that stand still show: the time up to a moment, and the part of it that is looked at; null: all of it. */
export type Held = { whole: Stretch; zoom: Stretch | null };

/** A moment from the future is none: clocks differ by so much at most, ms. */
const SLACK_MS = 60_000;

/** What the address says is held (`?until=2030-01-31T12:00:00.000Z&zoom=12.5-48`, seconds into the `span` ms that end there); null: the charts go on with the time. */
export function heldFrom(params: URLSearchParams, span: number, now: number): Held | null {
  const until = Date.parse(params.get("until") ?? "");
  if (Number.isNaN(until) || until > now + SLACK_MS || until < span) return null;
  const whole = { from: until - span, to: until };
  return { whole, zoom: zoomFrom(params.get("zoom"), whole) };
}

/** How the address says it. */
export function heldParams(held: { whole: Stretch; part: Stretch | null } | null): { until: string | null; zoom: string | null } {
  if (held === null) return { until: null, zoom: null };
  const { whole, part } = held;
  const inside = part === null ? null : within(part, whole);
  return { until: new Date(whole.to).toISOString(), zoom: inside === null ? null : zoomText(inside, whole) };
}
