import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import { Navigate, Outlet, useLocation, useNavigate } from "react-router";

import { type Account, accountQueries, useAuthActions, useSignedIn } from "#src/api/account.ts";
import { useConnection } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { isOrganizationChosen, seeOrganization, switchOrganization } from "#src/api/organization.ts";
import { LeftMoving } from "#src/components/sessions/left-moving.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { useOpened } from "#src/components/ui/use-opened.ts";
import { headerAt } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

import { ConnectionBanner } from "./connection-banner.tsx";
import { FrameLayout } from "./frame-layout.tsx";
import { useIsPagePending } from "./pending-pages.ts";
import { ScrollMemory } from "./scroll-memory.tsx";
import { isWriting, pressKey } from "./shortcuts.ts";
import { StartSkeleton } from "./start-skeleton.tsx";
import { StopSlot } from "./stop-slot.tsx";
import { TopBar } from "./top-bar.tsx";

const CommandPalette = lazy(() => import("./command-palette.tsx").then(({ CommandPalette }) => ({ default: CommandPalette })));

const notes = () => import("./membership-notes.tsx");
const NoOrganization = lazy(() => notes().then((module) => ({ default: module.NoOrganization })));
const SignInBanner = lazy(() => notes().then((module) => ({ default: module.SignInBanner })));

const ShortcutSheet = lazy(() => import("./shortcut-sheet.tsx").then((module) => ({ default: module.ShortcutSheet })));

/** Lets only signed-in members in; everyone else goes to sign in and comes back to where they wanted to be. */
export function Shell() {
  const signedIn = useSignedIn();
  const { pathname, search } = useLocation();
  const { data: account, error } = useQuery({ ...accountQueries.me(), enabled: signedIn === "yes" || signedIn === "expected" });
  const { signOut } = useAuthActions();
  const shown = account?.membership?.organization.id;
  // Of several, this tab shows one, from its next load on: the server guesses none.
  const mustChoose = account !== undefined && account !== null && account.memberships.length > 1 && !isOrganizationChosen();

  // Syncs what the page asks with what it shows.
  useEffect(() => {
    if (shown === undefined) return;
    if (mustChoose) switchOrganization(shown, location.pathname + location.search + location.hash);
    else seeOrganization(shown);
  }, [shown, mustChoose]);

  if (signedIn === "unknown") return <StartSkeleton />;
  // Not to the sign-in page at once: as long as this browser still holds a token, that page would send it back here.
  if (signedIn === "yes" && account === null) return <EndedSignIn />;
  if (signedIn === "no") return <Navigate to={paths.signIn(pathname === "/" ? undefined : pathname + search)} replace />;
  // The frame and the page ask at once, not one after the other.
  if (account === null || (account === undefined && (signedIn === "expected" || !error))) return <Frame />;
  if (account === undefined) {
    return (
      <main className="mx-auto grid max-w-lg gap-4 px-4 py-16">
        <ErrorNote text={describeError(error)} />
        <Button onClick={() => void signOut()}>{t`Sign out`}</Button>
      </main>
    );
  }
  if (account.membership === null)
    return (
      <Suspense fallback={<StartSkeleton />}>
        <NoOrganization account={account} />
      </Suspense>
    );
  if (mustChoose) return <StartSkeleton />;
  return <Frame account={account} />;
}

/** How long the server may know nobody before that is believed: an answer from before the sign-in may still be on its way, ms. */
const BELIEVE_AFTER_MS = 1_500;

/** The sign-in was ended elsewhere, while this browser's token would still be good for minutes: the token goes too. */
function EndedSignIn() {
  const { signOut } = useAuthActions();
  useEffect(() => {
    const timer = setTimeout(() => void signOut(), BELIEVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [signOut]);
  return (
    <>
      <StartSkeleton />
      <div className="fixed inset-x-4 top-20 mx-auto grid max-w-[26rem] gap-3">
        <LeftMoving />
      </div>
    </>
  );
}

function Frame({ account }: { account?: Account }) {
  const connection = useConnection();
  const isPagePending = useIsPagePending();
  const { pathname, search } = useLocation();
  const isBare = pathname === "/" && new URLSearchParams(search).get("as") === "wall";
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const [opened, open] = useOpened();
  const openHelp = useEffectEvent(() => open("keys"));
  const navigate = useNavigate();

  // Syncs with the browser's focus: after a change of page a screen reader starts at the new page, not in the old menu.
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [pathname]);

  // Syncs with the keyboard of the whole page, from the moment it is seen: a key that is pressed at once counts too.
  useLayoutEffect(() => {
    let pending: ReturnType<typeof pressKey>["pending"] = null;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        setIsPaletteOpen((isOpen) => !isOpen);
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isWriting(event.target)) return;
      const pressed = pressKey(event.key, event.timeStamp, pending);
      pending = pressed.pending;
      if (pressed.action === null) return;
      event.preventDefault();
      if (pressed.action.kind === "help") openHelp();
      else if (pressed.action.kind === "go") void navigate(pressed.action.to);
      else if (pressed.action.kind === "mark") main.current?.querySelector<HTMLButtonElement>('button[aria-keyshortcuts="m"]')?.click();
      else main.current?.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [navigate]);

  return (
    <FrameLayout
      connection={connection.kind}
      isBare={isBare}
      mainRef={main}
      header={
        <>
          {isBare ? null : <TopBar account={account} onSearch={() => setIsPaletteOpen(true)} />}
          {isBare ? null : <ConnectionBanner />}
          {account && (account.lacksSecondFactor || account.lacksMoreThanPassword) ? (
            <Suspense>
              <SignInBanner account={account} />
            </Suspense>
          ) : null}
          {isPagePending ? <span aria-hidden className="absolute inset-x-0 bottom-0 h-0.5 animate-pulse bg-foreground" /> : null}
        </>
      }
      more={
        <>
          <StopSlot />
          {isPaletteOpen ? (
            <Suspense>
              <CommandPalette onClose={() => setIsPaletteOpen(false)} onHelp={() => open("keys")} />
            </Suspense>
          ) : null}
          {opened === "keys" ? (
            <Suspense>
              <ShortcutSheet isOpen onClose={() => open(null)} />
            </Suspense>
          ) : null}
          <ScrollMemory />
        </>
      }
    >
      <Suspense fallback={<PageSkeleton header={headerAt(pathname)} />}>
        <Outlet />
      </Suspense>
    </FrameLayout>
  );
}
