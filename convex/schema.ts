import { authTables } from "@convex-dev/auth/server";
import { defineSchema } from "convex/server";

import { cameraTables } from "./model/cameras/tables";
import { alertRuleTables } from "./model/alertRules/tables";
import { controlTables } from "./model/control/tables";
import { watchingTables } from "./model/watching/tables";
import { deploymentTables } from "./model/deployments/tables";
import { rawTables } from "./model/heartbeats/tables";
import { incidentTables } from "./model/incidents/tables";
import { noticeTables } from "./model/notices/tables";
import { pairingTables } from "./model/pairing/tables";
import { peopleTables } from "./model/people/tables";
import { runRuleTables } from "./model/runRules/tables";
import { reviewTables } from "./model/receipts/reviewTables";
import { checkpointTables, receiptTables } from "./model/receipts/tables";
import { robotTables } from "./model/robots/tables";
import { sessionTables } from "./model/sessions/tables";
import { signingTables } from "./model/signing/tables";
import { commonTables } from "./model/tables";
import { trendTables } from "./model/trends/tables";
import { webhookTables } from "./model/webhooks/tables";

// The tables of each area stand beside its model: who writes them and who reads them is said there.
export default defineSchema({
  ...authTables,
  ...peopleTables,
  ...robotTables,
  ...controlTables,
  ...watchingTables,
  ...pairingTables,
  ...rawTables,
  ...cameraTables,
  ...deploymentTables,
  ...sessionTables,
  ...receiptTables,
  ...reviewTables,
  ...checkpointTables,
  ...trendTables,
  ...incidentTables,
  ...alertRuleTables,
  ...runRuleTables,
  ...noticeTables,
  ...webhookTables,
  ...signingTables,
  ...commonTables,
});
