import { t } from "@lingui/core/macro";
import { ArrowDownNarrowWide, ArrowUpNarrowWide, Download } from "lucide-react";

import type { MessageOrder } from "#src/api/messages.ts";
import { Button } from "#src/components/ui/button.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { UrlSearchInput } from "#src/components/ui/url-search-input.tsx";

import type { Ignored } from "./find.ts";
import type { Only } from "./params.ts";
import { ignoredText } from "./words.ts";

type ToolbarProps = {
  only: Only;
  order: MessageOrder;
  ignored: readonly Ignored[];
  onChange: (changes: Readonly<Record<string, string | null>>) => void;
  onSave: () => void;
  saveReason: string | undefined;
};

/** What of the messages is shown and which way round; all of it is in the address. */
export function Toolbar({ only, order, ignored, onChange, onSave, saveReason }: ToolbarProps) {
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <UrlSearchInput
          param="find"
          label={t`Search messages`}
          placeholder={t`Words, state:fault, inferenceMs>40`}
          className="min-w-56 flex-1 basis-64"
        />
        <Segmented
          label={t`Which messages`}
          value={only}
          onChange={(next) => onChange({ only: next === "all" ? null : next })}
          options={[
            { value: "all", label: t({ message: "All", context: "messages" }) },
            { value: "news", label: t`State changes` },
            { value: "trouble", label: t`Warnings, faults` },
          ]}
        />
        <Button
          size="small"
          icon={order === "desc" ? <ArrowDownNarrowWide aria-hidden /> : <ArrowUpNarrowWide aria-hidden />}
          onClick={() => onChange({ order: order === "desc" ? "oldest" : null })}
        >
          {order === "desc" ? t`Newest first` : t`Oldest first`}
        </Button>
        <Button size="small" icon={<Download aria-hidden />} disabledReason={saveReason} onClick={onSave}>{t`Save as JSONL`}</Button>
      </div>
      {ignored.length === 0 ? null : (
        <ul role="status" className="grid gap-0.5 text-caption text-warn">
          {ignored.map((one, index) => (
            <li key={index}>{ignoredText(one)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
