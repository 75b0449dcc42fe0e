import { encode } from "fast-png";

import type { Camera } from "../agent/index.ts";
import type { Picture } from "./raster.ts";
import { frontPicture, wristPicture } from "./scene.ts";
import type { SimulatedArm } from "./so101.ts";

/** Little work for each picture rather than few bytes: the arm's own loop runs beside it. */
const pngOf = (picture: Picture): Uint8Array => encode({ ...picture, channels: 3, depth: 8 }, { zlib: { level: 1 } });

/** The cameras of the simulated arm: each draws what it would see at the moment it is asked. */
export function armCameras(arm: Pick<SimulatedArm, "positions" | "wanted">): Record<"front" | "wrist", Camera> {
  return {
    front: () => pngOf(frontPicture(arm.positions, arm.wanted)),
    wrist: () => pngOf(wristPicture(arm.positions)),
  };
}
