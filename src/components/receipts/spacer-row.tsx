/** Stands for rows that are not drawn. */
export const SpacerRow = ({ height, columns }: { height: number; columns: number }) =>
  height <= 0 ? null : (
    <tr aria-hidden>
      <td aria-label="rows not drawn" colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
