import { t } from "@lingui/core/macro";

import { classNames } from "#src/lib/class-names.ts";

import { CopyButton } from "./copy-button.tsx";

type CodeBlockProps = {
  code: string;
  label: string;
  /** Lines with something wrong, counted from 1. */
  markedLines?: ReadonlySet<number>;
  hasLineNumbers?: boolean;
  className?: string;
};

/** Text of a program or a document, with its copy button. Scrolls by itself. */
export function CodeBlock({ code, label, markedLines, hasLineNumbers = false, className }: CodeBlockProps) {
  const lines = code.replace(/\n$/, "").split("\n");
  return (
    <figure className={classNames("relative overflow-hidden rounded-card border border-line bg-sunken", className)}>
      <div className="absolute top-1 end-1">
        <CopyButton text={code} label={t`Copy ${label}`} />
      </div>
      {/* A region that scrolls must be reachable by keyboard. */}
      <div role="region" tabIndex={0} aria-label={label} className="max-h-[32rem] overflow-auto py-3 pe-12 -outline-offset-2">
        <pre className="font-mono text-caption leading-5">
          {lines.map((line, index) => (
            <code
              key={index}
              className={classNames(
                "block border-s-2 px-3",
                markedLines?.has(index + 1) === true ? "border-danger bg-danger-soft text-danger" : "border-transparent",
              )}
            >
              {hasLineNumbers ? (
                <span aria-hidden className="me-4 inline-block w-6 text-end text-muted select-none">
                  {index + 1}
                </span>
              ) : null}
              {line || " "}
            </code>
          ))}
        </pre>
      </div>
    </figure>
  );
}
