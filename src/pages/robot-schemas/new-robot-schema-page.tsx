import { t } from "@lingui/core/macro";
import { lazy, Suspense } from "react";

import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { pageHeaders } from "#src/page-headers.ts";

const NewSchemaForm = lazy(() =>
  import("#src/components/robot-schemas/new-schema-form.tsx").then((module) => ({ default: module.NewSchemaForm })),
);

export function Component() {
  return (
    <>
      <PageHeader {...pageHeaders["/robot-schemas/new"]} />
      <Suspense
        fallback={
          <output aria-label={t`Loading the form`}>
            <Skeleton className="h-96" />
          </output>
        }
      >
        <NewSchemaForm />
      </Suspense>
    </>
  );
}
