type Kind = "query" | "mutation" | "action";
type Registered = { exportArgs?: () => string; isPublic?: true; isQuery?: true; isMutation?: true; isAction?: true };

const modules: Record<string, Record<string, unknown>> = import.meta.glob(["./*.ts", "!./*.test.ts", "!./*.testing.ts", "!./*.config.ts"], {
  eager: true,
});

function kindOf(value: unknown): Kind | null {
  if (typeof value !== "function") return null;
  const registered = value as Registered;
  if (registered.isPublic !== true) return null;
  if (registered.isQuery === true) return "query";
  return registered.isMutation === true ? "mutation" : "action";
}

/** Every public function, from the modules: its path, its kind, and the validators of its arguments as JSON. */
export const functions = Object.entries(modules).flatMap(([file, exports]) =>
  Object.entries(exports).flatMap(([name, value]) => {
    const kind = kindOf(value);
    return kind === null ? [] : [{ path: `${file.slice(2, -3)}:${name}`, kind, takes: (value as Registered).exportArgs?.() ?? "" }];
  }),
);
