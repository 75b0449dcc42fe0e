import { t } from "@lingui/core/macro";
import type { ReactNode, Ref } from "react";

import { BottomBar, Rail } from "./navigation.tsx";

type FrameLayoutProps = {
  connection: string;
  header: ReactNode;
  mainRef?: Ref<HTMLElement>;
  children: ReactNode;
  /** What floats above the page. */ more?: ReactNode;
};

/** Where everything stands. The build draws it into index.html too, so it needs nothing but the address. */
export function FrameLayout({ connection, header, mainRef, children, more }: FrameLayoutProps) {
  return (
    <div data-connection={connection} className="min-h-dvh lg:ps-rail">
      <a
        href="#main"
        className="fixed top-2 start-2 z-[70] -translate-y-16 rounded-control bg-primary px-3 py-2 text-primary-foreground focus:translate-y-0"
      >
        {t`Skip to the page`}
      </a>
      <Rail />
      <header className="sticky top-0 z-30">{header}</header>
      <main
        id="main"
        ref={mainRef}
        tabIndex={-1}
        className="mx-auto max-w-[92rem] px-4 pt-5 pb-[calc(var(--spacing-bottombar)+7rem)] outline-none md:px-6 lg:pb-12"
      >
        {children}
      </main>
      <BottomBar />
      {more}
    </div>
  );
}
