import { t } from "@lingui/core/macro";

import { Badge, type Tone } from "#src/components/ui/badge.tsx";
import {
  type Health,
  HealthMark,
  type Link,
  LinkMark,
  type Mode,
  ModeMark,
  type Shape,
  StateMark,
} from "#src/components/ui/state-mark.tsx";

import { Chapter, Row, Specimen } from "./specimen.tsx";

const tones: readonly Tone[] = ["neutral", "ok", "warn", "danger", "info", "apply", "dry"];
const shapes: readonly Shape[] = ["disc", "half", "ring", "dash", "square", "triangle", "diamond", "cross", "hazard"];
const links: readonly Link[] = ["online", "late", "offline", "never", "retired"];
const modes: readonly Mode[] = ["apply_actions", "dry_run", "idle"];
const healths: readonly Health[] = ["ok", "warning", "safe_stop", "fault", "unknown"];

/** Marks of state: each told by shape and word as well as by colour. */
export function States() {
  return (
    <Chapter
      id="states"
      title={t`States`}
      text={t`A state is a shape, a colour and a word. Take the colour away, and it can still be told.`}
    >
      <Row>
        {links.map((link) => (
          <LinkMark key={link} link={link} />
        ))}
      </Row>
      <Row align="middle">
        {modes.map((mode) => (
          <ModeMark key={mode} mode={mode} />
        ))}
        {modes.map((mode) => (
          <ModeMark key={`large ${mode}`} mode={mode} size="large" />
        ))}
      </Row>
      <Row>
        {healths.map((health) => (
          <HealthMark key={health} health={health} />
        ))}
      </Row>
      <Row>
        {shapes.map((shape) => (
          <StateMark key={shape} shape={shape} tone={shape === "hazard" ? "apply" : "neutral"}>
            {shape}
          </StateMark>
        ))}
      </Row>
      <Row>
        {tones.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
      </Row>
      <Row>
        <Specimen name={t`known`}>
          <span className="text-figure tabular">42.7 ms</span>
        </Specimen>
        <Specimen name={t`no longer known`}>
          <span className="stale-value text-figure tabular">42.7 ms</span>
        </Specimen>
        <Specimen name={t`a gap`}>
          <span className="hatched block h-10 w-40 rounded-control border border-line" />
        </Specimen>
      </Row>
    </Chapter>
  );
}
