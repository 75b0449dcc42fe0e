import type { ReactNode } from "react";

import { classNames } from "#src/lib/class-names.ts";

/** A chapter of the gallery, with its own anchor. */
export function Chapter({ id, title, text, children }: { id: string; title: string; text: ReactNode; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="grid gap-4 border-t border-line pt-6">
      <div className="grid gap-1">
        <h2 id={`${id}-title`} className="text-heading">
          {title}
        </h2>
        <p className="max-w-prose text-body text-muted">{text}</p>
      </div>
      {children}
    </section>
  );
}

/** One primitive in one state, with the name of that state under it. */
export function Specimen({ name, children, isWide = false }: { name: string; children: ReactNode; isWide?: boolean }) {
  return (
    <figure className={isWide ? "grid min-w-0 gap-1.5" : "grid min-w-0 content-start justify-items-start gap-1.5"}>
      {children}
      <figcaption className="text-caption text-muted">{name}</figcaption>
    </figure>
  );
}

export const Row = ({ children, align = "foot" }: { children: ReactNode; align?: "foot" | "middle" }) => (
  <div className={classNames("flex flex-wrap gap-x-6 gap-y-4", align === "middle" ? "items-center" : "items-end")}>{children}</div>
);
