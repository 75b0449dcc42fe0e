import { plural, t } from "@lingui/core/macro";

import { classNames } from "#src/lib/class-names.ts";
import { formatNumber } from "#src/lib/numbers.ts";

import { moveInWords } from "./first-move.ts";
import type { Joint } from "./joints.ts";

const limit = (value: number | null) => (value === null ? t`no limit` : formatNumber(value).replace("-", "−"));

type MovingJointsProps = {
  joints: readonly Joint[];
  /** How far each would go at once, in the schema's units. */
  firstMove: readonly number[] | null;
  /** What the promote policy allows; null for any distance. */
  most: number | null;
  /** Nothing arrives: the distances were true once. */
  isOld: boolean;
};

/** Every value that will be applied: how far it would go at once, and between which limits. */
export function MovingJoints({ joints, firstMove, most, isOld }: MovingJointsProps) {
  const unbounded = joints.filter((joint) => joint.lower === null || joint.upper === null).length;
  const total = joints.length;
  return (
    <>
      <ul
        aria-label={t`Values that will be applied, with their limits`}
        className="card grid grid-cols-[repeat(auto-fill,minmax(min(100%,16rem),1fr))] gap-x-6 px-3 py-1.5"
      >
        {joints.map((joint, index) => {
          const distance = firstMove?.[index];
          return (
            <li key={joint.name} className="flex min-h-7 items-baseline gap-3 tabular">
              <span className="min-w-0 flex-1 break-words">{joint.name}</span>
              {distance === undefined ? null : (
                <span
                  className={classNames(
                    "whitespace-nowrap",
                    isOld ? "text-stale" : most !== null && Math.abs(distance) > most ? "font-medium text-danger" : "",
                  )}
                >
                  <span className="sr-only">{t`first move`} </span>
                  {moveInWords(distance)}
                </span>
              )}
              <span className={classNames("whitespace-nowrap", joint.lower === null || joint.upper === null ? "text-warn" : "text-muted")}>
                {limit(joint.lower)} … {limit(joint.upper)}
              </span>
            </li>
          );
        })}
      </ul>
      {unbounded === 0 ? null : (
        <p className="text-caption text-warn">
          {plural(unbounded, {
            one: `# of ${total} values have no limit in the schema.`,
            other: `# of ${total} values have no limit in the schema.`,
          })}
        </p>
      )}
    </>
  );
}
