import { cronJobs } from "convex/server";

const crons = cronJobs();
crons.interval("count ticks", { hours: 1 }, "counters:addInternal" as never, { name: "ticks" } as never);
export default crons;
