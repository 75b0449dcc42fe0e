import { Controls } from "#src/components/gallery/controls.tsx";
import { Data } from "#src/components/gallery/data.tsx";
import { Feedback } from "#src/components/gallery/feedback.tsx";
import { Foundations } from "#src/components/gallery/foundations.tsx";
import { States } from "#src/components/gallery/states.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { pageHeaders } from "#src/page-headers.ts";

/** Every primitive in every state, with data that never changes. Nothing here asks the server or acts on a robot. */
export function Component() {
  return (
    <>
      <PageHeader {...pageHeaders["/gallery"]} />
      <div className="grid gap-8">
        <Foundations />
        <States />
        <Controls />
        <Feedback />
        <Data />
      </div>
    </>
  );
}
