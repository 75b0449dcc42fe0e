import { t } from "@lingui/core/macro";
import { lazy, Suspense } from "react";

import { appErrorOf, describeError, isMissingId } from "#src/api/errors.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { useTitle } from "#src/components/ui/use-title.ts";
import { paths } from "#src/paths.ts";

// Only who follows such a link needs it.
const ElsewhereNote = lazy(() => import("./elsewhere-note.tsx").then((module) => ({ default: module.ElsewhereNote })));

type Words = { title: string; text: string };

const isNotFound = (error: unknown) => appErrorOf(error)?.code === "not_found" || isMissingId(error);

function wordsFor(error: unknown): Words {
  const code = appErrorOf(error)?.code;
  if (isNotFound(error)) {
    return {
      title: t`Not found`,
      text: t`Nothing is at this address. It may belong to another organization, or the link may be incomplete.`,
    };
  }
  if (code === "forbidden") return { title: t`Not allowed`, text: describeError(error) };
  if (code !== undefined) return { title: t`This page could not load`, text: describeError(error) };
  // A chunk that is gone after an update cannot be fetched by the old page.
  if (error instanceof TypeError && /import|fetch/i.test(error.message)) {
    return {
      title: t`This page could not be fetched`,
      text: t`The server is not reachable, or the console was updated. Reload to try again.`,
    };
  }
  return {
    title: t`This page broke`,
    text: t`A fault in the page itself. The rest of the console and the software stop still work. Reload to try again.`,
  };
}

/** What a route shows instead of itself. Always with a way out. */
export function RouteError({ error }: { error: unknown }) {
  const { title, text } = wordsFor(error);
  useTitle(title);
  return (
    <section className="mx-auto grid max-w-lg justify-items-start gap-3 px-4 py-16">
      <h1 className="text-title">{title}</h1>
      <p role="alert" className="text-muted">
        {text}
      </p>
      {isNotFound(error) ? (
        <Suspense>
          <ElsewhereNote />
        </Suspense>
      ) : null}
      <div className="flex gap-2 pt-2">
        <ButtonLink to={paths.fleet()} tone="primary">
          {t`Back to the fleet`}
        </ButtonLink>
        <Button onClick={() => location.reload()}>{t`Reload`}</Button>
      </div>
    </section>
  );
}
