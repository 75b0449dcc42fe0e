import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Bookmark, Users } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { useRoleReason } from "#src/api/account.ts";
import { savedViewQueries, type SharedView, type ViewPage, useShareView, useUnshareView } from "#src/api/saved-views.ts";
import { Button } from "#src/components/ui/button.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";
import { addToast } from "#src/lib/toast.ts";

import { loadViews, MOST_VIEWS, rememberShared, storeViews, type View, withView } from "./own-views.ts";
import { SaveViewDialog } from "./save-view-dialog.tsx";
import { ViewChip } from "./view-chip.tsx";

const noViews: readonly SharedView[] = [];

const sharedBy = ({ createdBy: { name } }: SharedView) => t`Shared by ${name}`;
const stopSharingLabel = ({ name }: View) => t`Stop sharing the view ${name}`;
const forgetLabel = ({ name }: View) => t`Forget the view ${name}`;

/** The views of a page: those the organization shares, then those of this browser, and how to keep what is shown now (`query`, the address behind the ?). */
export function SavedViewsBar({ page, query }: { page: ViewPage; query: string }) {
  const [own, setOwn] = useState(() => loadViews(page));
  const [opened, open] = useOpened();
  const isSaving = opened === "save" && query !== "";
  const { data: shared = noViews, isSuccess } = useQuery(savedViewQueries.shared(page));
  const share = useShareView();
  const unshare = useUnshareView();
  const roleReason = useRoleReason("operator");
  useEffect(() => {
    if (isSuccess) rememberShared(page, shared.length > 0);
  }, [page, isSuccess, shared.length]);
  const keep = (next: readonly View[]) => {
    setOwn(next);
    storeViews(page, next);
  };
  const forget = (view: View) => {
    const before = own;
    const { name } = view;
    keep(own.filter((other) => other !== view));
    addToast({ tone: "info", text: t`Forgot the view ${name}.`, action: { label: t`Undo`, onPress: () => keep(before) } });
  };
  const stopSharing = ({ id, name, query: theirs }: SharedView) =>
    unshare.mutate(
      { id },
      {
        onSuccess: () =>
          addToast({
            tone: "info",
            text: t`${name} is no longer shared.`,
            action: { label: t`Undo`, onPress: () => share.mutate({ page, name, query: theirs }) },
          }),
      },
    );
  const isKept = [...own, ...shared].some((view) => view.query === query);
  const bar = useRef<HTMLElement>(null);
  const isJustSaved = useRef(false);
  // The button that opened the dialog goes once the view is kept: the keyboard goes on at what took its place.
  useEffect(() => {
    if (!isKept || isSaving || !isJustSaved.current) return;
    isJustSaved.current = false;
    bar.current?.querySelector<HTMLElement>("a[aria-current]")?.focus();
  }, [isKept, isSaving]);
  if (own.length === 0 && shared.length === 0 && query === "") return null;
  return (
    <nav ref={bar} aria-label={t`Saved views`} className="flex flex-wrap items-center gap-1.5 text-caption print:hidden">
      {shared.map((view) => (
        <ViewChip
          key={view.id}
          view={view}
          isShown={view.query === query}
          icon={<Users aria-hidden />}
          hint={sharedBy(view)}
          {...(roleReason === undefined ? { removal: { label: stopSharingLabel(view), run: () => stopSharing(view) } } : {})}
        />
      ))}
      {own.map((view) => (
        <ViewChip
          key={`own ${view.name}`}
          view={view}
          isShown={view.query === query}
          hint={t`Kept in this browser`}
          removal={{ label: forgetLabel(view), run: () => forget(view) }}
        />
      ))}
      {query === "" || isKept ? null : (
        <Button tone="quiet" size="small" icon={<Bookmark aria-hidden />} onClick={() => open("save")}>
          {t`Save this view`}
        </Button>
      )}
      {isSaving ? (
        <SaveViewDialog
          ownReason={own.length >= MOST_VIEWS ? t`This browser keeps at most ${MOST_VIEWS} views of a page. Forget one first.` : undefined}
          shareReason={roleReason}
          onClose={() => open(null)}
          onKeep={(name) => {
            isJustSaved.current = true;
            keep(withView(own, { name, query }));
          }}
          onShare={(name) => {
            isJustSaved.current = true;
            return share.mutateAsync({ page, name, query });
          }}
        />
      ) : null}
    </nav>
  );
}
