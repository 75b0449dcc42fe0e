import { actionGeneric, mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";

export const uploadUrl = mutationGeneric({ args: {}, handler: (ctx) => ctx.storage.generateUploadUrl() });
export const url = queryGeneric({ args: { id: v.id("_storage") }, handler: (ctx, args) => ctx.storage.getUrl(args.id) });
export const remove = mutationGeneric({ args: { id: v.id("_storage") }, handler: (ctx, args) => ctx.storage.delete(args.id) });
export const metadata = queryGeneric({ args: { id: v.id("_storage") }, handler: (ctx, args) => ctx.db.system.get(args.id) });
export const storeText = actionGeneric({
  args: { text: v.string() },
  handler: async (ctx, args) => {
    const id = await ctx.storage.store(new Blob([args.text], { type: "text/plain" }));
    const back = await ctx.storage.get(id);
    return { id, text: await back?.text(), type: back?.type };
  },
});
