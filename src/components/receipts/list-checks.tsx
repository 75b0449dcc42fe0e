import { ChainCheck } from "./chain-check.tsx";
import { VerifyFile } from "./verify-file.tsx";

/** What can be verified from the list: the chain as the server has it, and a file that somebody sent. */
export function ListChecks() {
  return (
    <div className="grid gap-3 xl:grid-cols-2">
      <ChainCheck />
      <VerifyFile />
    </div>
  );
}
