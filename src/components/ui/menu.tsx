import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";

import { classNames } from "#src/lib/class-names.ts";

export type MenuItem = {
  key: string;
  label: ReactNode;
  icon?: ReactNode;
  onSelect: () => void;
  tone?: "neutral" | "danger";
  /** Shown under the label; the item stays reachable and does nothing. */
  disabledReason?: string | undefined;
};

type MenuProps = {
  /** A button element; it is given the menu's props. */
  trigger: ReactElement;
  items: readonly MenuItem[];
  header?: ReactNode;
  align?: "start" | "end";
};

export function Menu({ trigger, items, header, align = "end" }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={6} className="z-50">
          <Base.Popup className="min-w-52 max-w-[92vw] rounded-card bg-raised p-1 shadow-raised outline-none">
            {header === undefined ? null : <div className="border-b border-line px-3 py-2">{header}</div>}
            {items.map(({ key, label, icon, onSelect, tone = "neutral", disabledReason }) => (
              <Base.Item
                key={key}
                aria-disabled={disabledReason === undefined ? undefined : true}
                closeOnClick={disabledReason === undefined}
                onClick={() => disabledReason === undefined && onSelect()}
                className={classNames(
                  "flex min-h-control items-center gap-2.5 rounded-control px-3 outline-none data-highlighted:bg-sunken [&_svg]:size-4",
                  tone === "danger" && "text-danger",
                  disabledReason !== undefined && "text-stale",
                )}
              >
                {icon}
                <span className="grid">
                  {label}
                  {disabledReason === undefined ? null : <span className="text-caption">{disabledReason}</span>}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
