import { useConnection } from "#src/api/connection.ts";
import { type Act, outOfReach } from "#src/lib/reach.ts";

/** Whether an act's control is off because this page has no live connection; the control says so in its own words. */
export const useIsOutOfReach = (act: Act): boolean => outOfReach(useConnection().kind).includes(act);
