import { t } from "@lingui/core/macro";
import { Component, type ReactNode } from "react";

import { SoftwareStop } from "#src/components/sessions/software-stop.tsx";
import { overDialogs } from "#src/components/ui/over-dialogs.ts";

/** Whatever breaks in the stop control itself must not take the page along, nor hide that the control is gone. */
class StopBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };
  static getDerivedStateFromError() {
    return { hasFailed: true };
  }
  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <p role="alert" className="max-w-60 rounded-card border-2 border-danger bg-danger-soft p-3 text-caption text-danger">
        {t`The software stop is broken. Use the hardware emergency stop at the robot, then reload this page.`}
      </p>
    );
  }
}

/**
 * The same corner on every page, above dialogs and sheets and outside every route's error boundary: bottom left in the
 * rail's foot on wide screens, bottom right above the bar on phones.
 */
export function StopSlot() {
  return (
    <aside
      {...overDialogs}
      id="software-stop"
      aria-label={t`Software stop`}
      className="fixed end-3 bottom-[calc(var(--spacing-bottombar)+env(safe-area-inset-bottom)+0.75rem)] z-[65] lg:end-auto lg:bottom-3 lg:start-3 lg:w-[calc(var(--spacing-rail)-1.5rem)] lg:[&>button]:w-full"
    >
      <StopBoundary>
        <SoftwareStop />
      </StopBoundary>
    </aside>
  );
}
