/** The pure rules of a promote policy, the same that the server judges by. */
export { loweredGuards, type Policy, policyBounds } from "#convex/model/deployments/policy.ts";
