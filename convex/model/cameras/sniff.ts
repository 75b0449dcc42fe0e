// Pure: what a picture says of itself in its first bytes. Nothing is decoded; what it claims to be is not asked.

export type PictureKind = "image/jpeg" | "image/png" | "image/webp";
export type Sniffed = { type: PictureKind; width: number; height: number };

const text = (bytes: DataView, at: number, wanted: string): boolean =>
  bytes.byteLength >= at + wanted.length &&
  Array.from(wanted).every((letter, index) => bytes.getUint8(at + index) === letter.charCodeAt(0));

/** Kind and size of a JPEG, PNG or WebP by its bytes (pixels), or null when it is none of them or its header is cut off. */
export function sniff(buffer: ArrayBuffer): Sniffed | null {
  const bytes = new DataView(buffer);
  try {
    const found = ofPng(bytes) ?? ofJpeg(bytes) ?? ofWebp(bytes);
    return found === null || found.width === 0 || found.height === 0 ? null : found;
  } catch (error) {
    // A header that ends before its own numbers do.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function ofPng(bytes: DataView): Sniffed | null {
  if (!text(bytes, 0, "\u0089PNG\r\n\u001a\n") || !text(bytes, 12, "IHDR")) return null;
  return { type: "image/png", width: bytes.getUint32(16), height: bytes.getUint32(20) };
}

const isFrameHeader = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** Walks the segments up to the frame header, which has the size; pictures begin with the scan, so nothing is looked for after it. */
function ofJpeg(bytes: DataView): Sniffed | null {
  if (!text(bytes, 0, "\u00ff\u00d8\u00ff")) return null;
  for (let at = 2; bytes.getUint8(at) === 0xff;) {
    const marker = bytes.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (standsAlone(marker)) at += 2;
    else if (isFrameHeader(marker)) return { type: "image/jpeg", width: bytes.getUint16(at + 7), height: bytes.getUint16(at + 5) };
    else if (marker === 0xd9 || marker === 0xda) return null;
    else at += 2 + Math.max(2, bytes.getUint16(at + 2));
  }
  return null;
}

function ofWebp(bytes: DataView): Sniffed | null {
  if (!text(bytes, 0, "RIFF") || !text(bytes, 8, "WEBP")) return null;
  const type = "image/webp";
  if (text(bytes, 12, "VP8 ")) {
    if (!text(bytes, 23, "\u009d\u0001\u002a")) return null;
    return { type, width: bytes.getUint16(26, true) & 0x3fff, height: bytes.getUint16(28, true) & 0x3fff };
  }
  if (text(bytes, 12, "VP8L")) {
    if (bytes.getUint8(20) !== 0x2f) return null;
    const sizes = bytes.getUint32(21, true);
    return { type, width: (sizes & 0x3fff) + 1, height: ((sizes >>> 14) & 0x3fff) + 1 };
  }
  if (!text(bytes, 12, "VP8X")) return null;
  const threeBytes = (at: number) => bytes.getUint16(at, true) + bytes.getUint8(at + 2) * 65_536 + 1;
  return { type, width: threeBytes(24), height: threeBytes(27) };
}
