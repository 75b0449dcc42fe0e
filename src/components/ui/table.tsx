import type { ComponentProps, ReactNode } from "react";

import { classNames } from "#src/lib/class-names.ts";

type TableProps = {
  label: string;
  children: ReactNode;
  className?: string;
  /** All rows, the head included, when only some are drawn. */
  rowCount?: number;
  /** The narrowest it may be, as a class, when its head alone says how wide each column is: a table whose texts change often is then not measured anew with each. */
  fixed?: string;
};

/** A table in a frame that scrolls sideways by itself, never the page. `label` says what the rows are. */
export function Table({ label, children, className, rowCount, fixed }: TableProps) {
  return (
    // A region that scrolls must be reachable by keyboard.
    <div role="region" aria-label={label} tabIndex={0} className={classNames("card relative overflow-x-auto", className)}>
      <table
        aria-label={label}
        aria-rowcount={rowCount}
        className={classNames("w-full border-collapse text-start text-body tabular", fixed !== undefined && "table-fixed", fixed)}
      >
        {children}
      </table>
    </div>
  );
}

export const TableHead = ({ children }: { children: ReactNode }) => (
  <thead className="border-b border-line text-caption text-muted">
    <tr>{children}</tr>
  </thead>
);

export function HeadCell({ isNumber = false, className, ...props }: { isNumber?: boolean } & ComponentProps<"th">) {
  return <th scope="col" {...props} className={classNames("px-3 py-2 font-medium whitespace-nowrap", isNumber && "text-end", className)} />;
}

export function Row({ className, ...props }: ComponentProps<"tr">) {
  return (
    <tr
      {...props}
      className={classNames("h-row border-b border-line last:border-0 hover:bg-sunken/60 aria-selected:bg-info-soft", className)}
    />
  );
}

export function Cell({ isNumber = false, className, ...props }: { isNumber?: boolean } & ComponentProps<"td">) {
  return <td {...props} className={classNames("px-3 py-1.5", isNumber && "text-end whitespace-nowrap", className)} />;
}
