import type { Command } from "commander";
import { expect, test } from "vitest";
import { buildProgram } from "../cli/program.ts";

/** The help pages of a command and of all below it, hidden ones too, as a terminal of 100 columns shows them. */
function pagesOf(command: Command, names: string[]): string[] {
  let page = "";
  command.configureOutput({ writeOut: (text) => (page += text), getOutHelpWidth: () => 100, getOutHasColors: () => false });
  command.outputHelp();
  return [`$ ${names.join(" ")} --help\n${page}`, ...command.commands.flatMap((each) => pagesOf(each, [...names, each.name()]))];
}

test("every command and every option says what it is for", () => {
  const silent = (command: Command, names: string[]): string[] => [
    ...(command.description() === "" ? [names.join(" ")] : []),
    ...command.options.filter(({ description }) => description === "").map(({ flags }) => `${names.join(" ")} ${flags}`),
    ...command.commands.flatMap((each) => silent(each, [...names, each.name()])),
  ];
  expect(silent(buildProgram(), ["reflex"])).toEqual([]);
});

test("no help page changes unnoticed (`npx vitest run sdk/test/help.test.ts -u` takes a change over)", async () => {
  const pages = pagesOf(buildProgram(), ["reflex"]);
  expect(pages.length).toBeGreaterThan(25);
  await expect(pages.join("\n")).toMatchFileSnapshot("help.txt");
});
