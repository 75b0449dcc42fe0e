// Apart from the questions, so that addresses need no connection.
export { type ComparedField, comparedFields } from "#convex/model/heartbeats/compared.js";
