import { t } from "@lingui/core/macro";
import { Columns3 } from "lucide-react";
import { lazy, Suspense } from "react";

import { DropDown } from "#src/components/ui/drop-down.tsx";

import type { ColumnName } from "./chosen-columns.ts";

const ColumnBoxes = lazy(() => import("./column-boxes.tsx").then((module) => ({ default: module.ColumnBoxes })));

/** Which columns the list shows, on screens that are wide enough for a choice. */
export function ColumnChoice({
  columns,
  onChange,
}: {
  columns: readonly ColumnName[];
  onChange: (columns: readonly ColumnName[]) => void;
}) {
  return (
    <DropDown className="relative max-md:hidden" icon={<Columns3 aria-hidden />} label={t`Columns`}>
      {() => (
        <Suspense>
          <ColumnBoxes columns={columns} onChange={onChange} />
        </Suspense>
      )}
    </DropDown>
  );
}
