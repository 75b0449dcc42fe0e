import { t } from "@lingui/core/macro";
import { useId, useRef } from "react";

import { Segmented } from "#src/components/ui/segmented.tsx";
import { presetOf, presets, turnedBy, type View } from "#src/lib/turntable.ts";

import { presetNames, viewInWords } from "./pose-words.ts";

type TurntableProps = { view: View; onTurn: (next: View) => void; onKeep: (next?: View) => void };

/** Degrees for each key press. */
const STEP = 5;
/** Degrees for each pixel that is dragged. */
const PER_PIXEL = 0.5;
const keys: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
  PageUp: [0, 6 * STEP],
  PageDown: [0, -6 * STEP],
};

/** Lies over a drawing and turns it: by dragging, and by the arrow keys; Home shows it as it was first. */
export function Turntable({ view, onTurn, onKeep }: TurntableProps) {
  const dragged = useRef<{ x: number; y: number; view: View } | null>(null);
  const id = useId();
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        aria-label={t`Turn the drawing`}
        aria-describedby={id}
        aria-valuemin={-180}
        aria-valuemax={180}
        aria-valuenow={view.around}
        aria-valuetext={viewInWords(view)}
        className="absolute inset-0 cursor-grab touch-pan-y rounded-control select-none active:cursor-grabbing print:hidden"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          dragged.current = { x: event.clientX, y: event.clientY, view };
        }}
        onPointerMove={(event) => {
          const start = dragged.current;
          if (start === null) return;
          onTurn(turnedBy(start.view, (start.x - event.clientX) * PER_PIXEL, (event.clientY - start.y) * PER_PIXEL));
        }}
        onPointerUp={() => {
          if (dragged.current !== null) onKeep();
          dragged.current = null;
        }}
        // The finger scrolls the page: what it turned until then stays.
        onPointerCancel={() => {
          if (dragged.current !== null) onKeep();
          dragged.current = null;
        }}
        onKeyDown={(event) => {
          const step = keys[event.key];
          if (event.altKey || event.ctrlKey || event.metaKey || (step === undefined && event.key !== "Home")) return;
          event.preventDefault();
          if (step === undefined) onTurn(presets.angled);
          else onTurn(turnedBy(view, ...step));
        }}
        onKeyUp={(event) => {
          if (event.key === "Home" || keys[event.key] !== undefined) onKeep();
        }}
      />
      <span id={id} className="sr-only">{t`Arrow keys turn and tilt, Home shows it as it was first.`}</span>
    </>
  );
}

/** The views that have a name; none is chosen once the drawing was turned by hand. */
export function ViewChoice({ view, onKeep }: Pick<TurntableProps, "view" | "onKeep">) {
  return (
    <Segmented
      label={t`View`}
      value={presetOf(view) ?? "turned"}
      onChange={(name) => name !== "turned" && onKeep(presets[name])}
      options={(["angled", "front", "side", "top"] as const).map((name) => ({ value: name, label: presetNames[name] }))}
    />
  );
}
