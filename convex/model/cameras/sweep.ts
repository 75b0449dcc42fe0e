import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";

type Write = Pick<MutationCtx, "db">;

/** Each of them has up to 100 KB, of which one transaction deletes a few MB. */
const mostPictures = 20;

/** Deletes an organization's newest pictures from before `newestFrom` and kept ones from before `keptFrom` (epoch ms), some at a time; answers whether that was all. */
export async function prunePictures(
  { db }: Write,
  organizationId: Id<"organizations">,
  { newestFrom, keptFrom }: { newestFrom: number; keptFrom: number },
): Promise<boolean> {
  const newest = await db
    .query("pictures")
    .withIndex("by_organizationId_and_receivedAt", (q) => q.eq("organizationId", organizationId).lt("receivedAt", newestFrom))
    .take(mostPictures);
  for (const row of newest) await db.delete("pictures", row._id);
  const kept = await db
    .query("keptPictures")
    .withIndex("by_organizationId_and_receivedAt", (q) => q.eq("organizationId", organizationId).lt("receivedAt", keptFrom))
    .take(mostPictures);
  for (const row of kept) {
    await db.delete("keptPictureBytes", row.bytesId);
    await db.delete("keptPictures", row._id);
  }
  return newest.length < mostPictures && kept.length < mostPictures;
}
