import { t } from "@lingui/core/macro";

import { Chapter, Row, Specimen } from "./specimen.tsx";

const surfaces = ["background", "surface", "raised", "sunken", "line", "line-strong"] as const;
const inks = ["foreground", "muted", "stale", "ok", "warn", "danger", "info", "dry", "apply-text"] as const;
const softs = ["ok", "warn", "danger", "info", "dry", "apply"] as const;
const lines = [1, 2, 3, 4, 5, 6] as const;
const type = [
  ["figure", "text-figure", "42.7 ms"],
  ["title", "text-title", t`Session on arm-1`],
  ["lead", "text-lead", t`Promote to apply_actions`],
  ["heading", "text-heading", t`Readiness`],
  ["body", "text-body", t`The arm reported that nothing moves.`],
  ["caption", "text-caption", t`Last heartbeat 0.4 s ago`],
] as const;
const radii = ["mark", "control", "card", "full"] as const;

const Swatch = ({ name, color }: { name: string; color: string }) => (
  <Specimen name={name}>
    <span
      className="block h-10 w-16 rounded-control border border-line forced-color-adjust-none"
      style={{ background: `var(--color-${color})` }}
    />
  </Specimen>
);

/** Colour roles, type, corners: what every primitive is made of. */
export function Foundations() {
  return (
    <>
      <Chapter
        id="colour"
        title={t`Colour`}
        text={t`Neutral, until something is in a state. Orange with stripes is apply_actions and nothing else.`}
      >
        <Row>
          {surfaces.map((name) => (
            <Swatch key={name} name={name} color={name} />
          ))}
        </Row>
        <Row>
          {inks.map((name) => (
            <Specimen key={name} name={name}>
              <span className="text-lead font-medium" style={{ color: `var(--color-${name})` }}>
                {t`Words`}
              </span>
            </Specimen>
          ))}
        </Row>
        <Row>
          {softs.map((name) => (
            <Swatch key={name} name={`${name}-soft`} color={`${name}-soft`} />
          ))}
          {lines.map((index) => (
            <Swatch key={index} name={`chart-${index}`} color={`chart-${index}`} />
          ))}
        </Row>
      </Chapter>
      <Chapter
        id="type"
        title={t({ message: "Type", context: "typography" })}
        text={t`Inter, six sizes. Figures are tabular wherever they change or stand in columns.`}
      >
        <div className="grid gap-3">
          {type.map(([name, className, text]) => (
            <Specimen key={name} name={name}>
              <span className={className}>{text}</span>
            </Specimen>
          ))}
        </div>
      </Chapter>
      <Chapter id="corners" title={t`Corners`} text={t`The smaller the thing, the smaller its corner.`}>
        <Row>
          {radii.map((name) => (
            <Specimen key={name} name={name}>
              <span className="block h-10 w-20 border border-line-strong bg-surface" style={{ borderRadius: `var(--radius-${name})` }} />
            </Specimen>
          ))}
        </Row>
      </Chapter>
    </>
  );
}
