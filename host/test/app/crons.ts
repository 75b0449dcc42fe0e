import { cronJobs } from "convex/server";

const crons = cronJobs();
crons.interval("count ticks", { hours: 1 }, "counters:addInternal" as never, { name: "ticks" } as never);
// oxlint-disable-next-line import/no-default-export -- the name that Convex reads
export default crons;
