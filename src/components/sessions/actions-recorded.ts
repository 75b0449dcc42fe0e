import { plural } from "@lingui/core/macro";

/** To how many actions a promotion was bound, for the record; nothing where it was not. */
export const actionsRecorded = (actions: number | null | undefined): string =>
  actions == null ? "" : plural(actions, { one: "Bound to # action.", other: "Bound to # actions." });
