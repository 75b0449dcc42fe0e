import { Component, type ReactNode } from "react";
import { useLocation } from "react-router";

import { useSignedIn } from "#src/api/account.ts";

import { RouteError } from "./route-error.tsx";

type State = { error: unknown; failedAt: string | null };

class Boundary extends Component<{ at: string; children: ReactNode }, State> {
  override state: State = { error: null, failedAt: null };
  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error, failedAt: "" };
  }
  // The address at which it broke is only known here: another address is another chance.
  static getDerivedStateFromProps({ at }: { at: string }, { failedAt, error }: State): State | null {
    if (failedAt === null) return null;
    if (failedAt === "") return { error, failedAt: at };
    return failedAt === at ? null : { error: null, failedAt: null };
  }
  override render() {
    return this.state.failedAt === null ? this.props.children : <RouteError error={this.state.error} />;
  }
}

/** An error in one page leaves the shell, its navigation and the software stop standing. Going elsewhere clears it. */
export function AreaBoundary({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  // What failed before the server knew who asks gets another chance as soon as it does.
  return <Boundary at={`${useSignedIn()} ${pathname}`}>{children}</Boundary>;
}
