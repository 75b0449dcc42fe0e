import { cronJobs } from "convex/server";

import { internal } from "./_generated/api";

const crons = cronJobs();

crons.interval("mark silent robots late or offline", { seconds: 2 }, internal.sweeps.sweepLinks, {});
crons.interval("end leases and unused sessions", { seconds: 5 }, internal.sweeps.sweepSessions, {});
crons.interval("look again at rules about runs", { seconds: 10 }, internal.sweeps.sweepRuns, {});
crons.interval("prune what is past its time", { minutes: 1 }, internal.sweeps.prune, {});

crons.interval("remove raw data past its time", { minutes: 1 }, internal.sweeps.pruneRaw, {});

crons.interval("make the day's checkpoints of the receipts", { hours: 1 }, internal.sweeps.makeCheckpoints, {});
crons.interval("make older receipts findable", { minutes: 1 }, internal.sweeps.makeFindable, {});
crons.interval("count older receipts by day", { minutes: 1 }, internal.sweeps.countByDay, {});

export default crons;
