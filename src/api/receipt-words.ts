/** How the server reads a question, so that the browser marks what the server found. */
export { type Asked, askedOf, isAsking, markedPieces } from "#convex/model/receipts/search/words.ts";
