import { Argument, type Command, type Option } from "commander";
import { completionScripts } from "./completion-scripts.ts";

export type Suggestion = { value: string; description: string };

const takesValue = (option: Option): boolean => option.required || option.optional;

/** Options and commands that a help page would name, and what may follow the words. The last of `words` is the one being typed. */
export function suggestions(program: Command, words: readonly string[]): Suggestion[] {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  let command = program;
  let given = 0;
  let open: Option | null = null;
  const used = new Set<Option>();
  for (const word of before) {
    if (open !== null) {
      open = null;
    } else if (word.startsWith("-")) {
      const option = optionsOf(command).find(({ long, short }) => word === long || word === short);
      if (option === undefined) continue;
      if (!option.variadic) used.add(option);
      if (takesValue(option)) open = option;
    } else {
      const next = command.commands.find((each) => each.name() === word);
      if (next === undefined) given++;
      else command = next;
    }
  }
  if (open !== null) return startingWith(typed, (open.argChoices ?? []).map(bare));
  if (typed.startsWith("-")) {
    const left = optionsOf(command).filter((option) => !used.has(option));
    return startingWith(
      typed,
      left.map(({ long, short, description }) => ({ value: long ?? short ?? "", description })),
    );
  }
  const below = command.createHelp().visibleCommands(command);
  if (below.length > 0)
    return startingWith(
      typed,
      below.map((each) => ({ value: each.name(), description: each.description() })),
    );
  return startingWith(typed, (command.registeredArguments[given]?.argChoices ?? []).map(bare));
}

const optionsOf = (command: Command): Option[] => command.createHelp().visibleOptions(command);
const bare = (value: string): Suggestion => ({ value, description: "" });
const startingWith = (typed: string, all: Suggestion[]): Suggestion[] => all.filter(({ value }) => value.startsWith(typed));

const shells = Object.keys(completionScripts) as (keyof typeof completionScripts)[];

/** `completion`, which prints a shell's script, and `complete`, which that script asks at a press of Tab. */
export function addCompletion(program: Command): void {
  program
    .command("completion")
    .description("Print what makes a shell complete these commands")
    .addArgument(new Argument("<shell>", "which shell").choices(shells))
    .addHelpText("after", '\nFor bash, for example, put this line into ~/.bashrc: eval "$(reflex completion bash)"')
    .action((shell: keyof typeof completionScripts) => void process.stdout.write(completionScripts[shell]));

  program
    .command("complete", { hidden: true })
    .description("Answer what a shell asks at a press of Tab: the words, the last one being typed")
    .argument("[words...]")
    .action((words: string[]) => {
      const lines = suggestions(program, words).map(({ value, description }) => `${value}\t${description}\n`);
      process.stdout.write(lines.join(""));
    });
}
