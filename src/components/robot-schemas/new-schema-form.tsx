import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useDeferredValue, useMemo, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { appErrorOf, describeError } from "#src/api/errors.ts";
import { robotSchemaQueries, useRegisterRobotSchema } from "#src/api/robot-schemas.ts";
import { serverWords } from "#src/api/server-words.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { readLocated } from "#src/lib/located-document.ts";
import { paths } from "#src/paths.ts";

import { SchemaEditor } from "./schema-editor.tsx";
import { LimitsTable, SchemaFacts } from "./schema-summary.tsx";
import { readSchemaText } from "./schema-text.ts";

const SchemaPose = lazy(() => import("#src/components/pose/schema-pose.tsx").then((module) => ({ default: module.SchemaPose })));

/** Type, paste or drop a schema and see at once how it is read. Apart from its page, whose head need not wait for a YAML parser. */
export function NewSchemaForm() {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { data: known } = useQuery(robotSchemaQueries.all());
  const register = useRegisterRobotSchema();
  const reason = useRoleReason("operator");
  const [name, setName] = useState(search.get("name") ?? "");
  const [text, setText] = useState("");
  const [isAsked, setIsAsked] = useState(false);
  const deferred = useDeferredValue(text);
  const read = useMemo(() => readSchemaText(deferred), [deferred]);

  // The server may know a fault that we do not; its paths are shown at their lines as well.
  const refused = appErrorOf(register.error);
  const located = refused?.code === "invalid" && refused.problems !== undefined ? readLocated(deferred) : null;
  const serverProblems =
    refused?.code === "invalid" && refused.problems !== undefined && located?.kind === "read"
      ? refused.problems.map(({ path, message }) => ({ ...located.placeOf(path), message: serverWords(message) }))
      : [];
  const problems = read.kind === "wrong" ? read.problems : serverProblems;
  const earlier = known?.filter((schema) => schema.name === name.trim()) ?? [];
  const nextVersion = Math.max(0, ...earlier.map(({ version }) => version)) + 1;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsAsked(true);
    const now = readSchemaText(text);
    if (name.trim() === "" || now.kind !== "right") return;
    register.mutate({ name: name.trim(), document: now.document }, { onSuccess: ({ id }) => void navigate(paths.robotSchema(id)) });
  };

  return (
    <form noValidate className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]" onSubmit={submit}>
      <div className="grid content-start gap-5">
        <Input
          label={t`Name`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          hint={
            earlier.length === 0
              ? t`Of the kind, for example so101.`
              : t`Known: this becomes version ${nextVersion}, unless it is the very same document.`
          }
          error={isAsked && name.trim() === "" ? t`Give the schema a name.` : undefined}
        />
        <SchemaEditor
          text={text}
          problems={
            isAsked && read.kind === "empty"
              ? [{ line: 1, column: 1, message: t`Type, paste or drop the schema as JSON or YAML.` }]
              : problems
          }
          onChange={(next) => {
            setText(next);
            if (register.error) register.reset();
          }}
        />
        {register.error && serverProblems.length === 0 ? <ErrorNote text={describeError(register.error)} /> : null}
        <div className="flex gap-2">
          <Button
            type="submit"
            tone="primary"
            isBusy={register.isPending}
            disabledReason={reason ?? (read.kind === "wrong" ? t`Correct the marked lines first.` : undefined)}
          >
            {t`Register version ${nextVersion}`}
          </Button>
          <ButtonLink to={paths.robotSchemas()} tone="quiet">
            {t`Cancel`}
          </ButtonLink>
        </div>
      </div>
      <aside aria-label={t`As it is read`} className="grid content-start gap-3">
        <h2 className="text-heading">{t`As it is read`}</h2>
        {read.kind === "right" ? (
          <>
            <div className="card px-4 py-1">
              <SchemaFacts summary={read.summary} />
            </div>
            <LimitsTable summary={read.summary} />
            <Suspense fallback={<Skeleton className="h-72" />}>
              <SchemaPose document={read.document} summary={read.summary} />
            </Suspense>
          </>
        ) : (
          <p className="text-muted">
            {read.kind === "empty" ? t`Limits and safe stop appear here while you type.` : t`Nothing while a line is wrong.`}
          </p>
        )}
      </aside>
    </form>
  );
}
