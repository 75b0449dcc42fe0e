import { t } from "@lingui/core/macro";

import { type ColumnName, columnNames, withColumn } from "./chosen-columns.ts";
import { tableColumns } from "./table-columns.tsx";

/** A box for each column there is. */
export function ColumnBoxes({ columns, onChange }: { columns: readonly ColumnName[]; onChange: (columns: readonly ColumnName[]) => void }) {
  return (
    <fieldset className="card absolute top-full end-0 z-20 mt-1 grid w-56 gap-0.5 p-2 shadow-raised">
      <legend className="sr-only">{t`Columns of the list`}</legend>
      {columnNames.map((name) => (
        <label key={name} className="flex min-h-8 items-center gap-2 rounded-mark px-2 text-body hover:bg-sunken">
          <input type="checkbox" className="size-4" checked={columns.includes(name)} onChange={() => onChange(withColumn(columns, name))} />
          {tableColumns[name].label}
        </label>
      ))}
    </fieldset>
  );
}
