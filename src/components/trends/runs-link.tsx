import { plural, t } from "@lingui/core/macro";
import { Link } from "react-router";

const runsInWords = (count: number) => plural(count, { one: "# run", other: "# runs" });
const linkInWords = (runs: string, what: string) => t`${runs}: the receipts of ${what}`;

/** How many runs a value is made of, and the way to exactly their receipts, so that it can be checked. */
export function RunsLink({ to, runs, what }: { to: string | null; runs: number; what: string }) {
  const text = runsInWords(runs);
  if (to === null) return <span className="text-caption whitespace-nowrap text-muted">{text}</span>;
  return (
    <Link to={to} className="text-caption whitespace-nowrap underline" aria-label={linkInWords(text, what)}>
      {text}
    </Link>
  );
}
