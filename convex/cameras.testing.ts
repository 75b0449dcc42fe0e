import type { Id } from "./_generated/dataModel";
import type { T } from "./fixtures.testing";

/** The first bytes of a PNG of that size, and then as many more as it takes to have `length`. */
export function pngOf(width = 320, height = 240, length = 60): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** A picture that was kept of a session, as a robot's would be. */
export async function insertKeptPicture(
  t: T,
  { organizationId, robotId, sessionId }: { organizationId: Id<"organizations">; robotId: Id<"robots">; sessionId: Id<"sessions"> },
): Promise<Id<"keptPictures">> {
  const bytes = pngOf();
  return await t.run(async (ctx) => {
    const bytesId = await ctx.db.insert("keptPictureBytes", { bytes: bytes.buffer });
    return await ctx.db.insert("keptPictures", {
      ...{
        organizationId,
        robotId,
        sessionId,
        camera: "front",
        moment: "stopped" as const,
        type: "image/png" as const,
        width: 320,
        height: 240,
      },
      ...{ at: Date.now(), takenAt: Date.now(), receivedAt: Date.now(), size: bytes.length, sha256: "0".repeat(64), bytesId },
    });
  });
}
