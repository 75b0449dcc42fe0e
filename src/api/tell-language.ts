import { api } from "#convex/_generated/api.js";
import { accountQueries } from "#src/api/account.ts";
import { convex, queryClient } from "#src/api/client.ts";
import { language } from "#src/i18n/language.ts";
import { localZone } from "#src/lib/time.ts";

/**
 * The first page of an account tells in which language its person reads, for what the server writes to them. Later only they change it,
 * in the settings.
 */
export function tellLanguage(): void {
  const { queryKey } = accountQueries.me();
  let asked: string | undefined;
  const tell = () => {
    const user = queryClient.getQueryData(queryKey)?.user;
    if (user === undefined || user.language !== undefined || user.id === asked) return;
    asked = user.id;
    // What is not told now is told by the next page.
    convex.mutation(api.account.writeIn, { language: language(), timeZone: localZone() }).catch(() => undefined);
  };
  tell();
  const { queryHash } = queryClient.defaultQueryOptions({ queryKey });
  queryClient.getQueryCache().subscribe(({ query }) => {
    if (query.queryHash === queryHash) tell();
  });
}
