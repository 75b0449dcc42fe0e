import { classNames } from "#src/lib/class-names.ts";
import type { Pose, Vector } from "#src/lib/kinematics.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { seen, type View } from "#src/lib/turntable.ts";

import type { Arm, JointReading } from "./arm.ts";
import { armInWords, limitInWords, viewInWords } from "./pose-words.ts";
import { HEIGHT, type Point, type Scene, sceneOf, WIDTH } from "./scene.ts";

const base: Vector = [0, 0, 0];

const placesOf = (pose: Pose): Vector[] => [base, ...pose.joints.map(({ at }) => at), ...(pose.tip === null ? [] : [pose.tip])];
const line = (points: readonly Point[]) => points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

type ArmDrawingProps = { arm: Arm; view: View; /** What is drawn was true once. */ isOld: boolean };

/** An arm as lines and joints over the ground, with its shadow: plain SVG, so it prints and takes the colours of the page. */
export function ArmDrawing({ arm, view, isOld }: ArmDrawingProps) {
  const { now, next, readings } = arm;
  const places = placesOf(now);
  const scene = sceneOf(arm.first, arm.reach, [...places, ...(next === null ? [] : placesOf(next))], view);
  const marked = new Map(readings.filter(({ state }) => state !== "free").map((reading) => [reading.name, reading]));
  return (
    <svg
      role="img"
      aria-label={armInWords(arm, viewInWords(view))}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={classNames("block w-full", isOld ? "stale-value" : "text-foreground")}
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <Ground scene={scene} view={view} />
      <polyline className="text-line-strong" points={line(places.map(([x, y]) => scene.at([x, y, 0])))} strokeWidth="3" opacity="0.6" />
      {now.tip === null ? null : (
        <polyline
          className="text-line-strong"
          points={line([scene.at(now.tip), scene.at([now.tip[0], now.tip[1], 0])])}
          strokeDasharray="1 4"
        />
      )}
      <polyline data-arm="now" points={line(places.map(scene.at))} strokeWidth="5" />
      {next === null ? null : <NextArm pose={next} scene={scene} isOld={isOld} />}
      {now.joints.map(({ name, isFixed, at }) =>
        isFixed ? null : <JointMark key={name} at={scene.at(at)} reading={marked.get(name)} isOld={isOld} />,
      )}
      {now.tip === null ? null : <TipMark at={scene.at(now.tip)} />}
    </svg>
  );
}

function Ground({ scene, view }: { scene: Scene; view: View }) {
  const { step, scale, grid } = scene;
  const bar = step * scale;
  return (
    <>
      <g className="text-line" strokeWidth="1">
        {grid.map((ends, index) => (
          <polyline key={index} points={line(ends)} />
        ))}
      </g>
      <g className="text-muted" strokeWidth="1.5" fontSize="11">
        <Axes view={view} />
        <polyline
          points={line([
            [10, HEIGHT - 12],
            [10, HEIGHT - 6],
            [10 + bar, HEIGHT - 6],
            [10 + bar, HEIGHT - 12],
          ])}
        />
        <text x={10 + bar / 2} y={HEIGHT - 12} fill="currentColor" stroke="none" textAnchor="middle">
          {formatNumber(step)} m
        </text>
      </g>
    </>
  );
}

const axes = [
  { name: "x", end: [1, 0, 0] },
  { name: "y", end: [0, 1, 0] },
  { name: "z", end: [0, 0, 1] },
] as const;

/** Whither the axes point, in a corner: where the arm stands it would cover them. */
function Axes({ view }: { view: View }) {
  const [left, top] = [WIDTH - 34, HEIGHT - 32];
  return axes.map(({ name, end }) => {
    const [right, up] = seen(end, view);
    // One that points at who looks is no line.
    if (Math.hypot(right, up) < 0.2) return null;
    return (
      <g key={name}>
        <polyline
          points={line([
            [left, top],
            [left + right * 18, top - up * 18],
          ])}
        />
        <text x={left + right * 26} y={top - up * 26} fill="currentColor" stroke="none" textAnchor="middle" dominantBaseline="central">
          {name}
        </text>
      </g>
    );
  });
}

/** Where the first action would put the arm: dashed, and its joints hollow. */
function NextArm({ pose, scene, isOld }: { pose: Pose; scene: Scene; isOld: boolean }) {
  return (
    <g data-arm="next" className={isOld ? undefined : "text-chart-1"}>
      <polyline points={line(placesOf(pose).map(scene.at))} strokeWidth="2.5" strokeDasharray="7 5" />
      {pose.tip === null ? null : <TipMark at={scene.at(pose.tip)} />}
    </g>
  );
}

const TipMark = ({ at: [x, y] }: { at: Point }) => <path d={`M${x - 6} ${y}h12M${x} ${y - 6}v12`} strokeWidth="2" />;

/** A joint: a disc; near a limit a diamond, at it a square, with the word beside it. */
function JointMark({ at: [x, y], reading, isOld }: { at: Point; reading: JointReading | undefined; isOld: boolean }) {
  if (reading === undefined) return <circle cx={x} cy={y} r="4.5" fill="var(--color-surface)" strokeWidth="2.5" />;
  const isAt = reading.state === "at";
  const isLeft = x > WIDTH / 2;
  return (
    <g className={isOld ? undefined : isAt ? "text-danger" : "text-warn"}>
      <path
        d={isAt ? `M${x - 6} ${y - 6}h12v12h-12z` : `M${x} ${y - 8}l8 8l-8 8l-8 -8z`}
        fill={isAt ? "currentColor" : "var(--color-surface)"}
        strokeWidth="2.5"
      />
      <text
        x={isLeft ? x - 12 : x + 12}
        y={y}
        fontSize="12"
        textAnchor={isLeft ? "end" : "start"}
        dominantBaseline="central"
        fill="currentColor"
        stroke="var(--color-surface)"
        strokeWidth="3"
        paintOrder="stroke"
      >
        {reading.name} {limitInWords(reading.state)}
      </text>
    </g>
  );
}
