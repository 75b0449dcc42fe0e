import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter } from "react-router";

import { AccountFrame } from "#src/components/account/account-frame.tsx";
import { FrameLayout } from "#src/components/shell/frame-layout.tsx";
import { TopBar } from "#src/components/shell/top-bar.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton, Skeleton } from "#src/components/ui/skeleton.tsx";
import { type OutsideHeader, outsideHeaders, pageHeaders } from "#src/page-headers.ts";

const markup = (element: React.ReactElement) => renderToStaticMarkup(<MemoryRouter initialEntries={["/-"]}>{element}</MemoryRouter>);
const markupOf = <T,>(headers: Readonly<Record<string, T>>, draw: (header: T) => React.ReactElement) =>
  Object.fromEntries(Object.entries(headers).map(([path, header]) => [path, markup(draw(header))]));

/**
 * What index.html shows before any code has arrived, drawn by the build with the very components of the page. Only what is true
 * without asking the server: no row, no count, no name. See start-script.ts for who picks what.
 */
export const startFrame = () => ({
  frame: markup(
    <FrameLayout connection="connecting" header={<TopBar account={undefined} onSearch={() => undefined} />}>
      <PageSkeleton />
    </FrameLayout>,
  ),
  heads: markupOf(pageHeaders, (header) => <PageHeader {...header} />),
  outside: markupOf<OutsideHeader>(outsideHeaders, ({ title, intro, note }) => (
    <AccountFrame title={title} intro={intro}>
      {note === undefined ? null : (
        <>
          <div className="grid gap-4">
            <Skeleton className="h-16" />
            <Skeleton className="h-16" />
            <Skeleton className="h-control" />
          </div>
          <p className="text-caption text-muted">{note}</p>
        </>
      )}
    </AccountFrame>
  )),
});
