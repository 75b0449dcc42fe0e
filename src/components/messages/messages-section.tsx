import { t } from "@lingui/core/macro";
import { ChevronDown, ChevronRight } from "lucide-react";
import { lazy, Suspense } from "react";

import { Button } from "#src/components/ui/button.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { useAddress } from "#src/components/ui/use-address.ts";

import type { MessagesPanelProps } from "./messages-panel.tsx";
import { closedParams, messagesSearchFrom } from "./params.ts";

const MessagesPanel = lazy(() => import("./messages-panel.tsx").then((module) => ({ default: module.MessagesPanel })));

/** The raw messages of a session: a heading that opens them. Nothing is read before. */
export function MessagesSection(props: MessagesPanelProps) {
  const [params, change] = useAddress();
  const { isOpen } = messagesSearchFrom(params);
  return (
    <section aria-label={t`Messages`} className="grid gap-3 print:hidden">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div>
          <h2 className="text-heading">{t`Messages`}</h2>
          <p className="text-caption text-muted">{t`Every heartbeat as the server received it, while its raw data is there.`}</p>
        </div>
        <Button
          size="small"
          aria-expanded={isOpen}
          icon={isOpen ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden className="rtl:rotate-180" />}
          onClick={() => change(isOpen ? closedParams : { messages: "open" })}
        >
          {isOpen ? t`Hide messages` : t`Show messages`}
        </Button>
      </div>
      {isOpen ? (
        <Suspense fallback={<TableSkeleton rows={8} />}>
          <MessagesPanel {...props} />
        </Suspense>
      ) : null}
    </section>
  );
}
