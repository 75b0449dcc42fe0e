import type { Host } from "../src/index.ts";
import { eventually } from "./setup.ts";

export type Reached = Pick<Host, "url" | "adminKey">;

/** What the command line asks for, without a process of its own. Answers the state at the end. */
export async function importDirectly(host: Reached, text: string, options: Record<string, string>): Promise<unknown> {
  const ask = async (name: string, body: string) =>
    (
      await fetch(`${host.url}/api/${name}`, { method: "POST", headers: { Authorization: `Convex ${host.adminKey}` }, body })
    ).json() as Promise<Record<string, string>>;
  const { uploadToken = "" } = await ask("import/start_upload", "");
  const part = await ask(`import/upload_part?uploadToken=${uploadToken}&partNumber=1`, text);
  const { importId = "" } = await ask("import/finish_upload", JSON.stringify({ import: options, uploadToken, partTokens: [part] }));
  const isOneOf = (...names: string[]) =>
    eventually(async () => {
      const { value } = await ask("query", JSON.stringify({ path: "_system/cli/queryImport", args: { importId }, format: "json" }));
      const { state } = value as unknown as { state: { state: string } };
      return names.includes(state.state) ? state : null;
    }, 60_000);
  const checked = await isOneOf("waiting_for_confirmation", "failed");
  if (checked.state === "failed") return checked;
  await ask("perform_import", JSON.stringify({ importId }));
  return isOneOf("completed", "failed");
}

async function ask(host: Reached, name: string, args: Record<string, unknown>): Promise<unknown> {
  const response = await fetch(`${host.url}/api/query`, {
    method: "POST",
    headers: { Authorization: `Convex ${host.adminKey}` },
    body: JSON.stringify({ path: `_system/cli/${name}`, args, format: "json" }),
  });
  return ((await response.json()) as { value: unknown }).value;
}

/** What is in a table, without ids and times. */
export const rowsOf = async (host: Reached, table: string, most = 100) => {
  const { page } = (await ask(host, "tableData", { table, order: "asc", paginationOpts: { numItems: most, cursor: null } })) as {
    page: Record<string, unknown>[];
  };
  return page.map(({ _id, _creationTime, ...fields }) => fields);
};

/** The import that was asked for last. */
export const latest = async (host: Reached) =>
  (
    (await ask(host, "queryImport:list", {})) as {
      state: { state: string; progress_message?: string };
      course?: { at: { rows: number } | null };
    }[]
  )[0];

/** How many documents the running import has written; null while none runs. */
export async function written(host: Reached): Promise<number | null> {
  const { state, course } = (await latest(host)) ?? {};
  return state?.state === "in_progress" ? (course?.at?.rows ?? Number(/\d+/.exec(state.progress_message ?? "")?.[0] ?? 0)) : null;
}
