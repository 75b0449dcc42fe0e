import { CopyButton } from "./copy-button.tsx";

/** What commands, calls and logs name this thing by, to be read and to be copied. `label` says what is copied: "Copy the robot's id". */
export const CopyableId = ({ id, label }: { id: string; label: string }) => (
  <span className="flex items-center gap-1">
    <code className="min-w-0 font-mono text-caption break-all">{id}</code>
    <span className="print:hidden">
      <CopyButton text={id} label={label} />
    </span>
  </span>
);
