import { select, t } from "@lingui/core/macro";

import { type Agreement, fewestForKappa } from "#src/api/reviews.ts";
import { formatNumber } from "#src/lib/numbers.ts";

const fixed = (value: number) => formatNumber(value, 2, true).replace("-", "−");
const percent = (share: number) => `${Math.round(share * 100)} %`;

/** How strong an agreement is, by the usual bands; a number as it is shown, so that 0.40 is always the same word. */
function strengthOf(shown: number): "none" | "weak" | "moderate" | "good" | "veryGood" {
  if (shown < 0.2) return "none";
  if (shown < 0.4) return "weak";
  if (shown < 0.6) return "moderate";
  return shown < 0.8 ? "good" : "veryGood";
}

/** What the receipts that two people judged say of them, and no more than that. */
export function agreementInWords({ count, observed, kappa, margin }: Agreement): string {
  if (count === 0 || observed === null) return t`No receipt has two blind verdicts of these two yet.`;
  const share = percent(observed);
  const same = t`The same verdict on ${share} of ${count}.`;
  if (kappa === null || margin === null)
    return `${same} ${t`Both always gave one and the same verdict, so kappa is not defined: nothing shows that they would tell a bad run from a good one alike.`}`;
  const number = fixed(kappa);
  if (count < fewestForKappa)
    return `${same} ${t`Too few to say more: kappa is ${number} here, and it takes ${fewestForKappa} receipts before that number means anything.`}`;
  const [least, most] = [fixed(Math.max(-1, kappa - margin)), fixed(Math.min(1, kappa + margin))];
  const shown = Math.round(kappa * 100) / 100;
  const strength = strengthOf(shown);
  const beyond = t`Beyond chance their agreement is ${select(strength, { none: "hardly more than chance gives", weak: "weak", moderate: "moderate", good: "good", other: "very good" })}: kappa ${number}, with 95 % confidence ${least} to ${most}.`;
  return [same, beyond, ...(shown < 0.4 ? [t`Talk about what the verdicts mean before relying on them.`] : [])].join(" ");
}
