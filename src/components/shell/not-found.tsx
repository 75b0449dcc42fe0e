import { t } from "@lingui/core/macro";

import { ButtonLink } from "#src/components/ui/button.tsx";
import { useTitle } from "#src/components/ui/use-title.ts";
import { paths } from "#src/paths.ts";

export function NotFound() {
  useTitle(t`Not found`);
  return (
    <section className="mx-auto grid max-w-lg justify-items-start gap-3 py-16">
      <h1 className="text-title">{t`Not found`}</h1>
      <p className="text-muted">{t`There is no page at this address.`}</p>
      <ButtonLink to={paths.fleet()} tone="primary">
        {t`Back to the fleet`}
      </ButtonLink>
    </section>
  );
}
