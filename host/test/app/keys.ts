import { scryptAsync } from "@noble/hashes/scrypt.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { actionGeneric, mutationGeneric } from "convex/server";
import { v } from "convex/values";

const args = { password: v.string(), salt: v.string(), N: v.number(), r: v.number(), p: v.number(), dkLen: v.number() };

const derived = async ({ password, salt, ...cost }: { password: string; salt: string; N: number; r: number; p: number; dkLen: number }) =>
  bytesToHex(await scryptAsync(password, salt, cost));

export const derive = actionGeneric({ args, handler: async (_, asked) => await derived(asked) });

/** A key depends on nothing but what is asked, so a mutation may work it out too. */
export const deriveInMutation = mutationGeneric({ args, handler: async (_, asked) => await derived(asked) });
