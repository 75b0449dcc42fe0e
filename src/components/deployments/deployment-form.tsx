import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { FileUp } from "lucide-react";
import { type DragEvent, type FormEvent, useId, useState } from "react";

import { Button } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input, Select, Textarea } from "#src/components/ui/field.tsx";
import { classNames } from "#src/lib/class-names.ts";

import { blank, type DeploymentValues, type Problems, problemsOf } from "./deployment-values.ts";
import type { SpecFileDraft } from "./spec-file.ts";

type DeploymentFormProps = {
  /** What stands in it when it opens. */
  initial?: DeploymentValues;
  /** Told of every change, also of one that a file makes. */
  onChange?: (values: DeploymentValues) => void;
  schemas: readonly { id: string; name: string; version: number }[];
  runtimes: readonly string[];
  isSaving: boolean;
  disabledReason: string | undefined;
  /** What the server refused, in words. */
  failure: string | undefined;
  onSubmit: (values: DeploymentValues) => void;
};

const fromDraft = (draft: SpecFileDraft, schemas: DeploymentFormProps["schemas"]): DeploymentValues => ({
  name: draft.name,
  modelId: draft.modelId,
  // A file may name a schema of another organization; only ours can be chosen.
  robotSchemaId: schemas.some(({ id }) => id === draft.robotSchemaId) ? (draft.robotSchemaId ?? "") : "",
  runtime: draft.runtime ?? blank.runtime,
  mode: draft.mode,
  spec: JSON.stringify(draft.spec, null, 2),
});

function readInWords({ name }: { name: string }): string {
  return t`Read ${name}. Check the form, then create it.`;
}

/** A deployment by hand or from a dropped file; the file only fills the form, so a person still reads it before it counts. */
export function DeploymentForm({
  initial = blank,
  onChange,
  schemas,
  runtimes,
  isSaving,
  disabledReason,
  failure,
  onSubmit,
}: DeploymentFormProps) {
  const [values, setValues] = useState(initial);
  const [problems, setProblems] = useState<Problems>({});
  const [file, setFile] = useState<{ name: string; problems: string[]; notices: string[] } | null>(null);
  const [isOver, setIsOver] = useState(false);
  const runtimesId = useId();

  const change = (next: DeploymentValues) => {
    setValues(next);
    onChange?.(next);
  };

  const set = <Key extends keyof DeploymentValues>(key: Key, value: DeploymentValues[Key]) => {
    change({ ...values, [key]: value });
    setProblems({ ...problems, [key]: undefined });
  };

  const read = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    // YAML is 30 KB of code, and most people fill in the form.
    const { MAX_SPEC_BYTES, readSpecFile } = await import("./spec-file.ts");
    // Sizes are checked before the bytes are read: someone will drop the weights.
    const result = readSpecFile(chosen.name, chosen.size > MAX_SPEC_BYTES ? "x".repeat(MAX_SPEC_BYTES + 1) : await chosen.text());
    if (result.kind === "refused") return setFile({ name: chosen.name, problems: result.problems, notices: [] });
    const next = fromDraft(result.draft, schemas);
    const notices = [...result.notices];
    const { robotSchemaId } = result.draft;
    if (robotSchemaId !== null && next.robotSchemaId === "")
      notices.push(t`The file names robot schema ${robotSchemaId}, which is not one of this organization. Choose one below.`);
    change(next);
    setProblems({});
    setFile({ name: chosen.name, problems: [], notices });
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void read(event.dataTransfer.files[0]);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemsOf(values);
    setProblems(found);
    if (Object.keys(found).length === 0) onSubmit(values);
  };

  return (
    <form noValidate onSubmit={submit} className="card grid max-w-3xl gap-5 p-5">
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
        className={classNames("grid gap-2 rounded-card border border-dashed border-line-strong p-4", isOver && "border-focus bg-info-soft")}
      >
        <label className="flex min-h-control items-center gap-3 has-focus-visible:outline-2 has-focus-visible:outline-focus">
          <FileUp aria-hidden className="size-5 shrink-0 text-muted" />
          <span>
            <Trans>
              <span className="font-medium underline">Choose a spec file</span>{" "}
              <span className="text-muted">or drop it here. JSON or YAML; it fills the form below.</span>
            </Trans>
          </span>
          <input
            type="file"
            accept=".json,.yaml,.yml"
            className="sr-only"
            aria-label={t`Spec file`}
            onChange={(event) => void read(event.target.files?.[0])}
          />
        </label>
        {file === null ? null : (
          <div role="status" className="grid gap-1">
            {file.problems.length === 0 ? <p className="text-ok">{readInWords(file)}</p> : null}
            {file.problems.map((problem) => (
              <ErrorNote key={problem} text={problem} />
            ))}
            {file.notices.map((notice) => (
              <p key={notice} className="text-warn">
                {notice}
              </p>
            ))}
          </div>
        )}
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        <Input
          label={t`Name`}
          hint={t`What people call it.`}
          value={values.name}
          error={problems.name}
          autoComplete="off"
          onChange={(event) => set("name", event.target.value)}
        />
        <Input
          label={t`Model`}
          hint={t`Model id or artifact reference.`}
          value={values.modelId}
          error={problems.modelId}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => set("modelId", event.target.value)}
        />
        <Select
          label={t`Robot schema`}
          hint={t`Only robots of this schema can run it.`}
          value={values.robotSchemaId}
          onChange={(event) => set("robotSchemaId", event.target.value)}
        >
          <option value="">{t`Not bound yet`}</option>
          {schemas.map(({ id, name, version }) => (
            <option key={id} value={id}>
              {name} v{version}
            </option>
          ))}
        </Select>
        <Input
          label={t`Runtime`}
          hint={t`Where the policy runs.`}
          value={values.runtime}
          list={runtimesId}
          autoComplete="off"
          onChange={(event) => set("runtime", event.target.value)}
        />
        <datalist id={runtimesId}>
          {runtimes.map((runtime) => (
            <option key={runtime} value={runtime}>
              {runtime}
            </option>
          ))}
        </datalist>
        <Select
          label={t`Default mode`}
          hint={t`A session always starts as a dry run, whatever is chosen here.`}
          value={values.mode}
          onChange={(event) => set("mode", event.target.value === "apply_actions" ? "apply_actions" : "dry_run")}
        >
          <option value="dry_run">dry_run</option>
          <option value="apply_actions">apply_actions</option>
        </Select>
      </div>
      <Textarea
        label={t`Spec`}
        hint={t`Optional. One JSON object; it is stored and hashed with the deployment.`}
        isCode
        rows={8}
        value={values.spec}
        error={problems.spec}
        onChange={(event) => set("spec", event.target.value)}
      />
      {failure === undefined ? null : <ErrorNote text={failure} />}
      <div>
        <Button type="submit" tone="primary" isBusy={isSaving} disabledReason={disabledReason}>{t`Create deployment`}</Button>
      </div>
    </form>
  );
}
