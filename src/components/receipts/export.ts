import { saveBlob } from "#src/lib/save-blob.ts";

/** Hands the browser a text to save as a file. Nothing leaves the machine. */
export const saveFile = (name: string, mediaType: string, content: string | ArrayBuffer): void =>
  saveBlob(name, new Blob([content], { type: mediaType }));
