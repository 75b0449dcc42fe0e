import { TransNoContext, type TransProps } from "@lingui/react/server";

import { catalogueKey, type Source } from "./catalogue-key.ts";
import { i18n } from "./message.ts";

type Props = Pick<TransProps, "values" | "components"> & { source: Source; context?: string };

/** What the build makes of every `<Trans>`: a message with elements inside. The language is that of the page and never changes under it. */
export function Trans({ source, context, ...rest }: Props) {
  return (
    <TransNoContext
      {...rest}
      id={catalogueKey(source, context)}
      message={(typeof source === "string" ? [source] : source) as unknown as string}
      lingui={{ i18n }}
    />
  );
}
