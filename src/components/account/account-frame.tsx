import type { ReactNode } from "react";

import { ConnectionBanner } from "#src/components/shell/connection-banner.tsx";
import { useTitle } from "#src/components/ui/use-title.ts";

import { LanguageLinks } from "./language-links.tsx";

/** Pages before sign-in: one narrow column, nothing else. */
export function AccountFrame({ title, intro, children }: { title: string; intro: ReactNode; children: ReactNode }) {
  useTitle(title);
  return (
    <div className="min-h-dvh">
      <ConnectionBanner />
      <main className="mx-auto grid w-full max-w-[26rem] gap-6 px-4 py-12 md:py-[14vh]">
        <div className="grid gap-1.5">
          <p className="text-body font-medium text-muted">Reflex Console</p>
          <h1 className="text-title">{title}</h1>
          <p className="text-pretty text-muted">{intro}</p>
        </div>
        {children}
        <LanguageLinks />
      </main>
    </div>
  );
}
