import { Skeleton } from "#src/components/ui/skeleton.tsx";

/** About as high as the way to the arm, before its code has come. */
export const HopsOnTheWay = () => (
  <div className="card px-4 py-3">
    <Skeleton className="h-24" />
  </div>
);
