import { t } from "@lingui/core/macro";
import {
  Bot,
  Boxes,
  ChartLine,
  ChartNoAxesGantt,
  Ellipsis,
  FileCheck2,
  FileJson2,
  LayoutGrid,
  type LucideIcon,
  ScrollText,
  Settings,
} from "lucide-react";
import { NavLink, useLocation } from "react-router";

import { paths } from "#src/paths.ts";

type Place = { to: string; label: string; icon: LucideIcon };

const operate: readonly Place[] = [
  { to: paths.fleet(), label: t`Fleet`, icon: LayoutGrid },
  { to: paths.sessions(), label: t`Sessions`, icon: ChartNoAxesGantt },
  { to: paths.robots(), label: t`Robots`, icon: Bot },
  { to: paths.receipts(), label: t`Receipts`, icon: FileCheck2 },
];
const prepare: readonly Place[] = [
  { to: paths.deployments(), label: t`Deployments`, icon: Boxes },
  { to: paths.robotSchemas(), label: t`Robot schemas`, icon: FileJson2 },
];
const govern: readonly Place[] = [
  { to: paths.trends(), label: t`Trends`, icon: ChartLine },
  { to: paths.audit(), label: t`Audit log`, icon: ScrollText },
  { to: paths.settings(), label: t`Settings`, icon: Settings },
];

function RailLink({ to, label, icon: Icon }: Place) {
  return (
    <NavLink
      to={to}
      end={to === "/"}
      className="flex min-h-control items-center gap-2.5 rounded-control px-2.5 text-muted hover:bg-sunken/70 hover:text-foreground aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-foreground [&_svg]:size-4"
    >
      <Icon aria-hidden />
      {label}
    </NavLink>
  );
}

/** Left rail on wide screens. Its foot is left free for the software stop. */
export function Rail() {
  return (
    <nav
      aria-label={t`Main`}
      className="fixed inset-y-0 start-0 z-20 hidden w-rail flex-col gap-4 border-e border-line bg-surface px-3 pt-3 pb-24 lg:flex"
    >
      <p className="flex h-8 items-center gap-2 px-2.5 font-semibold">
        <svg aria-hidden viewBox="0 0 16 16" className="size-5">
          <rect width="16" height="16" rx="4" className="fill-primary" />
          <path
            d="M4.5 12V4h4a2.5 2.5 0 0 1 0 5h-4m4 0 3 3"
            fill="none"
            className="stroke-primary-foreground"
            strokeWidth="1.6"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
        Reflex Console
      </p>
      {[operate, prepare, govern].map((places, index) => (
        <div key={index} className="grid gap-0.5">
          {places.map((place) => (
            <RailLink key={place.to} {...place} />
          ))}
        </div>
      ))}
    </nav>
  );
}

const barItem =
  "grid min-h-12 flex-1 content-center justify-items-center gap-0.5 text-caption text-muted aria-[current=page]:font-medium aria-[current=page]:text-foreground [&_svg]:size-5";

/** Bottom bar on phones and tablets: four places and the rest behind "More". */
export function BottomBar() {
  const { pathname } = useLocation();
  return (
    <nav
      aria-label={t`Main`}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      <div className="mx-auto flex h-bottombar max-w-xl items-stretch">
        {operate.map(({ to, label, icon: Icon }) => (
          <NavLink key={to} to={to} end={to === "/"} className={barItem}>
            <Icon aria-hidden />
            {label}
          </NavLink>
        ))}
        <button type="button" popoverTarget="more-places" className={barItem}>
          <Ellipsis aria-hidden />
          {t`More`}
        </button>
      </div>
      {/* A native popover: Escape, a press outside and the focus' way back come with it. Moving on closes it. Above the software stop. */}
      <div
        key={pathname}
        id="more-places"
        popover="auto"
        className="fixed inset-auto end-3 bottom-[calc(var(--spacing-bottombar)+env(safe-area-inset-bottom)+5.5rem)] m-0 w-60 rounded-card border-0 bg-raised p-1.5 text-foreground shadow-raised"
      >
        {[...prepare, ...govern].map((place) => (
          <RailLink key={place.to} {...place} />
        ))}
      </div>
    </nav>
  );
}
