import type { T } from "./fixtures.testing";

/** Every row that one organization could change of another, as one text. */
export const everything = (t: T) =>
  t.run(async (ctx) => {
    const tables = [
      "robots",
      "robotStatus",
      "robotStates",
      "sessions",
      "sessionLive",
      "stops",
      "receipts",
      "reviews",
      "receiptWords",
      "trendDays",
      "deployments",
      "doctorReports",
      "memberships",
      "secondFactors",
      "invitations",
      "apiKeys",
      "wallLinks",
      "pairingTokens",
      "robotCredentials",
      "handovers",
      "incidents",
      "alertRules",
      "runRules",
      "runSigns",
      "runStandings",
      "approvals",
      "inferenceEndpoints",
      "workerProbes",
      "webhooks",
      "webhookDeliveries",
    ] as const;
    return JSON.stringify(await Promise.all(tables.map((table) => ctx.db.query(table).take(1_000))));
  });
