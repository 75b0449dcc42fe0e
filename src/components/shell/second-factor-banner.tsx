import { Link } from "react-router";

import { paths } from "#src/paths.ts";

/** Leads somebody to the second factor that their organization asks for. It blocks nothing by itself: the server does. */
export function SecondFactorBanner() {
  return (
    <p className="border-b border-warn/40 bg-warn-soft px-4 py-2 text-body">
      <strong className="font-semibold">Your organization asks for a second factor.</strong> Until you have one you can look, stop and demote, nothing else.{" "}
      <Link to={paths.settingsProfile()} className="font-semibold underline underline-offset-4">Set it up</Link>
    </p>
  );
}
