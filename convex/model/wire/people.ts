import * as DeviceLogins from "../people/deviceLogins";
import { ok, type Access, type Read } from "./access";

// Whose key it is, and how a machine without a browser gets one.

export async function whoami(ctx: Read, access: Access) {
  if (!access.ok) return access;
  const { caller } = access;
  const organization = await ctx.db.get("organizations", caller.organizationId);
  if (organization === null) throw new Error("a key without its organization");
  const maker = caller.kind === "apiKey" ? caller.key.createdBy : null;
  const userId = maker?.kind === "operator" ? ctx.db.normalizeId("users", maker.id) : null;
  const user = userId === null ? null : await ctx.db.get("users", userId);
  const shown = { id: organization._id, name: organization.name };
  return {
    ...ok,
    keyId: caller.kind === "apiKey" ? caller.keyId : caller.robot._id,
    account: { userId: user?._id ?? "", email: user?.email ?? "", organization: shown },
    ...(caller.kind === "robot" ? { robotId: caller.robot._id } : {}),
    role: caller.kind === "apiKey" ? caller.role : "robot",
  };
}

export const startDeviceLogin = DeviceLogins.start;

export const pollDeviceLogin = DeviceLogins.poll;
