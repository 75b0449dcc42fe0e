import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { lazy, Suspense } from "react";

import { serverNow } from "#src/api/clock.ts";
import { useTestWebhook, useUpdateWebhook, type Webhook } from "#src/api/notices.ts";
import { Button } from "#src/components/ui/button.tsx";
import { CopyableId } from "#src/components/ui/copyable-id.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime, RelativeTime } from "#src/components/ui/time.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";

import { DeliveryLog } from "./delivery-log.tsx";
import { KindChoice } from "./kind-choice.tsx";

const RotateSecret = lazy(() => import("./rotate-secret.tsx").then((module) => ({ default: module.RotateSecret })));

type WebhookCardProps = { webhook: Webhook; disabledReason: string | undefined; onRemove: () => void };

function WebhookState({ webhook: { disabledAt, failingSince } }: { webhook: Webhook }) {
  if (disabledAt !== null) return <StateMark shape="cross" tone="neutral">{t`Disabled`}</StateMark>;
  if (failingSince === null) return <StateMark shape="disc" tone="ok">{t`Works`}</StateMark>;
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <StateMark shape="triangle" tone="warn">{t`Fails`}</StateMark>
      <span className="text-caption text-muted">
        <Trans>
          since <RelativeTime at={failingSince} now={serverNow} />
        </Trans>
      </span>
    </span>
  );
}

/** One webhook: whether it works, what is posted to it, and its log. */
export function WebhookCard({ webhook, disabledReason, onRemove }: WebhookCardProps) {
  const [opened, open] = useOpened();
  const [shown, show] = useOpened("deliveries");
  const rotation = `secret:${webhook.id}`;
  const isOpen = shown === webhook.id;
  const test = useTestWebhook();
  const update = useUpdateWebhook();
  const isEnabled = webhook.disabledAt === null;
  return (
    <li aria-label={webhook.url} className="card grid gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="grid min-w-0">
          <code className="font-mono text-caption break-all">{webhook.url}</code>
          <WebhookState webhook={webhook} />
          <span className="text-muted">
            <CopyableId id={webhook.id} label={t`Copy the webhook’s id`} />
          </span>
          {webhook.overlapEndsAt === null ? null : (
            <span className="text-caption text-muted">
              <Trans>
                The secret before signs too until <AbsoluteTime at={webhook.overlapEndsAt} />
              </Trans>
            </span>
          )}
        </span>
        <span className="flex flex-wrap gap-2">
          <Button
            size="small"
            isBusy={test.isPending}
            disabledReason={disabledReason ?? (isEnabled ? undefined : t`It is disabled.`)}
            onClick={() => test.mutate({ id: webhook.id }, { onSuccess: () => show(webhook.id) })}
          >{t`Send a test`}</Button>
          <Button
            size="small"
            isBusy={update.isPending}
            disabledReason={disabledReason}
            onClick={() => update.mutate({ id: webhook.id, isEnabled: !isEnabled })}
          >
            {isEnabled ? t`Disable` : t`Enable`}
          </Button>
          <Button size="small" disabledReason={disabledReason} onClick={() => open(rotation)}>{t`New secret…`}</Button>
          <Button size="small" tone="quiet" disabledReason={disabledReason} onClick={onRemove}>{t`Remove…`}</Button>
        </span>
      </div>
      <KindChoice
        legend={t`Post when`}
        chosen={webhook.kinds}
        isDisabled={disabledReason !== undefined || update.isPending}
        onChange={(kinds) => update.mutate({ id: webhook.id, kinds })}
      />
      <Button
        size="small"
        tone="quiet"
        className="justify-self-start"
        aria-expanded={isOpen}
        onClick={() => show(isOpen ? null : webhook.id)}
      >
        {isOpen ? t`Hide the deliveries` : t`Show the deliveries`}
      </Button>
      {opened === rotation ? (
        <Suspense>
          <RotateSecret webhook={webhook} disabledReason={disabledReason} onClose={() => open(null)} />
        </Suspense>
      ) : null}
      {isOpen ? (
        <DeliveryLog webhook={webhook} disabledReason={disabledReason ?? (isEnabled ? undefined : t`The webhook is disabled.`)} />
      ) : null}
    </li>
  );
}
