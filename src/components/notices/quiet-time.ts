/** Minutes of the day, 0 to 1439, as a time input writes them: "22:05". */
export const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** The minute of the day of a time input's value; NaN where it is none. */
export function minuteOf(time: string): number {
  const [hours = "", minutes = ""] = time.split(":");
  return Number.parseInt(hours, 10) * 60 + Number.parseInt(minutes, 10);
}
