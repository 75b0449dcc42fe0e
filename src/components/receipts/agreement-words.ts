import { type Agreement, fewestForKappa } from "#src/api/reviews.ts";

const fixed = (value: number) => value.toFixed(2).replace("-", "−");
const percent = (share: number) => `${Math.round(share * 100)} %`;

/** How strong an agreement is, by the usual bands; a number as it is shown, so that 0.40 is always the same word. */
function strengthOf(shown: number): string {
  if (shown < 0.2) return "hardly more than chance gives";
  if (shown < 0.4) return "weak";
  if (shown < 0.6) return "moderate";
  return shown < 0.8 ? "good" : "very good";
}

/** What the receipts that two people judged say of them, and no more than that. */
export function agreementInWords({ count, observed, kappa, margin }: Agreement): string {
  if (count === 0 || observed === null) return "No receipt has two blind verdicts of these two yet.";
  const same = `The same verdict on ${percent(observed)} of ${count}.`;
  if (kappa === null || margin === null) return `${same} Both always gave one and the same verdict, so kappa is not defined: nothing shows that they would tell a bad run from a good one alike.`;
  const range = `${fixed(Math.max(-1, kappa - margin))} to ${fixed(Math.min(1, kappa + margin))}`;
  if (count < fewestForKappa) return `${same} Too few to say more: kappa is ${fixed(kappa)} here, and it takes ${fewestForKappa} receipts before that number means anything.`;
  const shown = Math.round(kappa * 100) / 100;
  const advice = shown < 0.4 ? " Talk about what the verdicts mean before relying on them." : "";
  return `${same} Beyond chance their agreement is ${strengthOf(shown)}: kappa ${fixed(kappa)}, with 95 % confidence ${range}.${advice}`;
}
