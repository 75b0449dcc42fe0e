import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, expect, test } from "vitest";

import { PageHeader } from "#src/components/ui/page-header.tsx";

import { frameIcon, frameTitle, ModeBanner, ModeFrame } from "./mode-frame.tsx";

afterEach(cleanup);

test("title and icon of the tab tell the mode, and are given back", () => {
  document.title = "Fleet";
  const { rerender, unmount } = render(<ModeFrame mode="dry_run" subject="arm-1" />);
  expect(document.title).toBe(frameTitle("dry_run", "arm-1"));
  rerender(<ModeFrame mode="apply_actions" subject="arm-1" />);
  expect(document.title).toMatch(/^▲ APPLYING · arm-1/);
  expect(document.querySelector<HTMLLinkElement>('link[rel~="icon"]')?.href).toBe(frameIcon("apply_actions"));
  unmount();
  expect(document.title).toBe("Fleet");
});

test("a page header beside it does not take the tab's title away", () => {
  render(
    <MemoryRouter>
      <PageHeader title={<>Session on arm-1</>} />
      <ModeFrame mode="apply_actions" subject="arm-1" />
    </MemoryRouter>,
  );
  expect(document.title).toMatch(/^▲ APPLYING/);
});

test("no two modes share a title or an icon", () => {
  const modes = ["dry_run", "apply_actions", "closed"] as const;
  expect(new Set(modes.map((mode) => frameTitle(mode, "x"))).size).toBe(3);
  expect(new Set(modes.map(frameIcon)).size).toBe(3);
});

test("a mode that is no longer live is called last known", () => {
  render(<ModeBanner mode="apply_actions" lostSince={Date.now() - 12_500} />);
  expect(screen.getByRole("status", { name: "Mode" }).textContent).toMatch(/APPLYING ACTIONS.*Last known 12 s ago/);
});
