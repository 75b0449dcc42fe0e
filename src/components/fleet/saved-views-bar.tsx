import { Bookmark, X } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { Link } from "react-router";

import { buttonClass } from "#src/components/ui/button.tsx";

import { type FleetView, writeFleetView } from "./fleet-view.ts";
import { loadViews, MOST_VIEWS, storeViews, withView } from "./saved-views.ts";

/** The views that this browser keeps, and how to keep the one that is shown. */
export function SavedViewsBar({ view }: { view: FleetView }) {
  const [views, setViews] = useState(loadViews);
  const dialog = useRef<HTMLDivElement>(null);
  const query = writeFleetView(view);
  const isSaved = views.some((each) => each.query === query);
  const keep = (next: typeof views) => {
    setViews(next);
    storeViews(next);
  };
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name === "") return;
    keep(withView(views, { name, query }));
    event.currentTarget.reset();
    dialog.current?.hidePopover();
  };
  if (views.length === 0 && query === "") return null;
  return (
    <nav aria-label="Saved views" className="flex flex-wrap items-center gap-1.5 text-caption">
      {views.map((each) => (
        <span key={each.name} className="inline-flex items-center rounded-full border border-line bg-surface">
          <Link
            to={`?${each.query}`}
            aria-current={each.query === query ? "true" : undefined}
            className="flex min-h-control-small max-w-48 items-center truncate rounded-full pr-1 pl-3 text-muted hover:text-foreground aria-[current]:font-semibold aria-[current]:text-foreground"
          >
            {each.name}
          </Link>
          <button type="button" aria-label={`Forget the view ${each.name}`} className="grid size-7 min-h-6 place-items-center rounded-full text-muted hover:text-foreground" onClick={() => keep(views.filter((other) => other !== each))}>
            <X aria-hidden className="size-3.5" />
          </button>
        </span>
      ))}
      {query === "" || isSaved || views.length >= MOST_VIEWS ? null : (
        <>
          <button type="button" popoverTarget="save-view" className={buttonClass("quiet", "small")}>
            <Bookmark aria-hidden /> Save this view
          </button>
          <div ref={dialog} id="save-view" popover="auto" className="fixed inset-0 m-auto h-fit w-80 max-w-[92vw] rounded-card border-0 bg-raised p-4 text-foreground shadow-raised">
            <form className="grid gap-3" onSubmit={save}>
              <label className="grid gap-1.5">
                <span className="text-body font-medium">Name of this view</span>
                <input name="name" required maxLength={40} autoComplete="off" className="min-h-control rounded-control border border-line-strong/55 bg-background px-3" />
              </label>
              <p className="text-caption text-muted">Kept in this browser only. To share a view, send its address.</p>
              <button type="submit" className={buttonClass("primary")}>
                Save
              </button>
            </form>
          </div>
        </>
      )}
    </nav>
  );
}
