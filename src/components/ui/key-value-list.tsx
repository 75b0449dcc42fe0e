import type { ReactNode } from "react";

/** Names and values of one thing. Stacks on a phone, two columns beside each other from 640 px. */
export function KeyValueList({ items, label }: { items: readonly { key: string; value: ReactNode }[]; label?: string }) {
  return (
    <dl aria-label={label} className="grid gap-x-6 text-body sm:grid-cols-[max-content_minmax(0,1fr)]">
      {items.map(({ key, value }) => (
        <div key={key} className="col-span-full grid grid-cols-subgrid border-b border-line py-2 last:border-0">
          <dt className="text-muted">{key}</dt>
          <dd className="min-w-0 break-words tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
