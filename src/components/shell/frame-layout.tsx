import { t } from "@lingui/core/macro";
import type { ReactNode, Ref } from "react";

import { BottomBar, Rail } from "./navigation.tsx";

type FrameLayoutProps = {
  connection: string;
  /** For a screen on a wall: the page alone, without ways to others. What floats above it stays. */
  isBare?: boolean;
  header: ReactNode;
  mainRef?: Ref<HTMLElement>;
  children: ReactNode;
  /** What floats above the page. */ more?: ReactNode;
};

/** Where everything stands. The build draws it into index.html too, so it needs nothing but the address. */
export function FrameLayout({ connection, isBare = false, header, mainRef, children, more }: FrameLayoutProps) {
  return (
    <div data-connection={connection} className={isBare ? "min-h-dvh" : "min-h-dvh lg:ps-rail"}>
      <a
        href="#main"
        className="fixed top-2 start-2 z-[70] -translate-y-16 rounded-control bg-primary px-3 py-2 text-primary-foreground focus:translate-y-0"
      >
        {t`Skip to the page`}
      </a>
      {isBare ? null : <Rail />}
      <header className="sticky top-0 z-30">{header}</header>
      <main
        id="main"
        ref={mainRef}
        tabIndex={-1}
        className={
          isBare
            ? "px-4 pt-4 pb-[calc(var(--spacing-bottombar)+5.75rem)] outline-none lg:pb-24"
            : "mx-auto max-w-[92rem] px-4 pt-5 pb-[calc(var(--spacing-bottombar)+7rem)] outline-none md:px-6 lg:pb-12"
        }
      >
        {children}
      </main>
      {isBare ? null : <BottomBar />}
      {more}
    </div>
  );
}
