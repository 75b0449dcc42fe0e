/** A picture that one draws into: RGB, row by row. */
export type Picture = { width: number; height: number; data: Uint8Array };
export type Colour = readonly [number, number, number];
export type Spot = { x: number; y: number };

export function blank(width: number, height: number, colour: Colour): Picture {
  const data = new Uint8Array(width * height * 3);
  data.set(colour);
  // Doubles what is filled: one pixel, two, four.
  for (let filled = 3; filled < data.length; filled *= 2) data.copyWithin(filled, 0, filled);
  return { width, height, data };
}

/** A line with round ends, `radius` pixels to either side, its edge softened over one pixel. */
export function line({ width, height, data }: Picture, from: Spot, to: Spot, radius: number, colour: Colour): void {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const edge = radius + 1;
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - edge));
  const right = Math.min(width - 1, Math.ceil(Math.max(from.x, to.x) + edge));
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - edge));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(from.y, to.y) + edge));
  // Of each row only what lies near the line: most of the box around a slanting one does not.
  const reach = dy === 0 ? Number.POSITIVE_INFINITY : (edge * Math.sqrt(length)) / Math.abs(dy);
  for (let y = top; y <= bottom; y += 1) {
    const middle = dy === 0 ? from.x : from.x + ((y - from.y) * dx) / dy;
    const first = Math.max(left, Math.floor(middle - reach));
    const last = Math.min(right, Math.ceil(middle + reach));
    for (let x = first; x <= last; x += 1) {
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / length));
      const [aside, below] = [x - from.x - along * dx, y - from.y - along * dy];
      const cover = Math.min(1, radius + 0.5 - Math.sqrt(aside * aside + below * below));
      if (cover <= 0) continue;
      const at = (y * width + x) * 3;
      for (let part = 0; part < 3; part += 1) data[at + part] = (data[at + part] ?? 0) * (1 - cover) + (colour[part] ?? 0) * cover;
    }
  }
}
