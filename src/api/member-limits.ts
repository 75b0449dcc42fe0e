import { useConvexMutation } from "@convex-dev/react-query";
import { useMutation } from "@tanstack/react-query";

import { api } from "#convex/_generated/api.js";
import { mostLimited } from "#convex/model/people/limitRules.ts";

export { mostLimited };

/** Holds at once, in open pages too. */
export const useSetMemberLimits = () => useMutation({ mutationFn: useConvexMutation(api.members.setLimits), meta: { inlineError: true } });
/** Holds from the key's next call on. */
export const useSetKeyLimits = () => useMutation({ mutationFn: useConvexMutation(api.apiKeys.setLimits), meta: { inlineError: true } });
