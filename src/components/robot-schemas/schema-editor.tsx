import { plural, t } from "@lingui/core/macro";
import { type DragEvent, useId, useRef, useState } from "react";

import { Button } from "#src/components/ui/button.tsx";
import { classNames } from "#src/lib/class-names.ts";
import type { LocatedProblem } from "#src/lib/located-document.ts";
import { addToast } from "#src/lib/toast.ts";

type SchemaEditorProps = { text: string; onChange: (text: string) => void; problems: readonly LocatedProblem[] };

const EXAMPLE = "actions:\n  action:\n    shape: [6]\n    limits: [[-1.9, 1.9], …]\n    safe_stop: {kind: hold_position}";

/** The server takes no more, in bytes. */
const LONGEST = 256 * 1024;

/** A text box with line numbers; wrong lines are marked, and each fault jumps to its line. Files can be dropped on it. */
export function SchemaEditor({ text, onChange, problems }: SchemaEditorProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const [isOver, setIsOver] = useState(false);
  const wrongLines = new Set(problems.map(({ line }) => line));
  const lineCount = text.split("\n").length;

  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const { name } = file;
    if (file.size > LONGEST) return addToast({ tone: "error", text: t`${name} is larger than 256 KiB, the most a robot schema may be.` });
    onChange(await file.text());
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const jumpTo = ({ line, column }: LocatedProblem) => {
    const box = area.current;
    if (box === null) return;
    const start =
      text
        .split("\n")
        .slice(0, line - 1)
        .reduce((sum, each) => sum + each.length + 1, 0) +
      column -
      1;
    box.focus();
    box.setSelectionRange(start, start);
    box.scrollTop = Math.max(0, (line - 4) * 20);
  };

  return (
    <div className="grid gap-1.5">
      <div className="flex items-end justify-between gap-3">
        <label htmlFor={id} className="text-body font-medium">
          {t`Schema document`}
        </label>
        <label className="cursor-pointer text-body text-muted underline decoration-line-strong underline-offset-4 hover:text-foreground has-focus-visible:outline-2 has-focus-visible:outline-focus">
          {t`Choose a file`}
          <input
            type="file"
            className="sr-only"
            accept=".json,.yaml,.yml,application/json"
            onChange={(event) => void take(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
      <div
        className={classNames(
          "flex overflow-hidden rounded-control border bg-surface",
          isOver ? "border-focus" : problems.length > 0 ? "border-danger" : "border-line-strong",
        )}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={onDrop}
      >
        <div
          ref={gutter}
          aria-hidden
          className="h-[26rem] w-11 shrink-0 overflow-hidden border-e border-line bg-sunken py-2 text-end font-mono text-caption leading-5 text-muted select-none"
        >
          {Array.from({ length: lineCount }, (_, index) => (
            <div
              key={index}
              className={classNames("px-2", wrongLines.has(index + 1) && "bg-danger-solid font-semibold text-danger-solid-foreground")}
            >
              {index + 1}
            </div>
          ))}
        </div>
        <textarea
          id={id}
          ref={area}
          value={text}
          spellCheck={false}
          autoCapitalize="off"
          wrap="off"
          aria-invalid={problems.length > 0 || undefined}
          aria-describedby={`${id}-problems`}
          placeholder={EXAMPLE}
          translate="no"
          className="h-[26rem] min-w-0 flex-1 resize-none bg-transparent px-3 py-2 font-mono text-caption leading-5 -outline-offset-2"
          onChange={(event) => onChange(event.currentTarget.value)}
          onScroll={(event) => {
            if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      <div id={`${id}-problems`} aria-live="polite" className="grid gap-1">
        {problems.slice(0, 8).map((problem) => {
          const { line, column, message } = problem;
          return (
            <p key={`${line}/${column}/${message}`} className="flex items-baseline gap-2 text-body text-danger">
              <Button tone="quiet" size="small" className="tabular" onClick={() => jumpTo(problem)}>
                {t`Line ${line}`}
              </Button>
              <span>{message}</span>
            </p>
          );
        })}
        {problems.length > 8 ? (
          <p className="text-caption text-muted">{plural(problems.length - 8, { one: "And # more.", other: "And # more." })}</p>
        ) : null}
      </div>
    </div>
  );
}
