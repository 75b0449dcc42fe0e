import { t } from "@lingui/core/macro";

/** Stands for rows that are not drawn. */
export const SpacerRow = ({ height, columns }: { height: number; columns: number }) =>
  height <= 0 ? null : (
    <tr aria-hidden>
      <td aria-label={t`rows not drawn`} colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
