import { t } from "@lingui/core/macro";
import decodeQR from "qr/decode.js";
import { useEffect, useRef, useState } from "react";

import { Dialog } from "#src/components/ui/dialog.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { readScanned, type Scanned } from "#src/lib/scanned-link.ts";

/** Wide enough for a code that fills a third of the picture, and quick to search, px. */
const FRAME_PX = 480;
const LOOK_EVERY_MS = 150;

type Found = Extract<Scanned, { userCode: string }>;
type ScanDialogProps = { isOpen: boolean; onClose: () => void; onFound: (found: Found) => void };

const whyNot = (error: unknown): string => {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return t`The browser was not allowed to use the camera. Allow it for this address, or type the code.`;
  if (name === "NotFoundError") return t`There is no camera here. Type the code instead.`;
  return t`The camera could not be used. Another program may have it. Type the code instead.`;
};

/** What a code says that leads nowhere here. */
function hintOf(scanned: Scanned): string | null {
  if (scanned.kind === "claim") return t`This is a code for a robot's machine to read, not for a phone.`;
  if (scanned.kind === "elsewhere") {
    const { host } = scanned;
    return t`This machine asks another console: ${host}.`;
  }
  return scanned.kind === "unknown" ? t`This code is not one of a machine that asks to be paired.` : null;
}

function textIn(video: HTMLVideoElement, canvas: HTMLCanvasElement): string | null {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0) return null;
  const scale = Math.min(1, FRAME_PX / Math.min(videoWidth, videoHeight));
  [canvas.width, canvas.height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    // No code in this picture.
    return null;
  }
}

/** Looks through the camera for the code of a machine. The pictures stay in the browser. */
export function ScanDialog({ isOpen, onClose, onFound }: ScanDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t`Scan the machine's code`}
      description={t`Hold the code that the machine shows before the camera. The pictures stay in this browser.`}
    >
      {isOpen ? <Finder onFound={onFound} /> : null}
    </Dialog>
  );
}

function Finder({ onFound }: { onFound: (found: Found) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [error, setError] = useState<string | null>(null);
  const [hint, setHint] = useState<string | null>(null);

  // Syncs with the camera, which must go dark when the dialog closes.
  useEffect(() => {
    const canvas = document.createElement("canvas");
    let stream: MediaStream | undefined;
    let isOver = false;
    let timer: number | undefined;
    const look = () => {
      const text = video.current === null ? null : textIn(video.current, canvas);
      const scanned = text === null ? null : readScanned(text, location.origin);
      if (scanned?.kind === "join" || scanned?.kind === "device") return onFound(scanned);
      if (scanned !== null) setHint(hintOf(scanned));
      timer = window.setTimeout(look, LOOK_EVERY_MS);
    };
    const open = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (isOver) return stream.getTracks().forEach((track) => track.stop());
      if (video.current === null) return;
      video.current.srcObject = stream;
      await video.current.play();
      look();
    };
    open().catch((problem: unknown) => isOver || setError(whyNot(problem)));
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, [onFound]);

  if (error !== null) return <ErrorNote text={error} />;
  return (
    <div className="grid gap-2">
      <video
        ref={video}
        muted
        playsInline
        aria-label={t`What the camera sees`}
        className="aspect-square w-full rounded-card bg-sunken object-cover"
      />
      <p role="status" className="min-h-5 text-body text-muted">
        {hint ?? t`Looking for a code.`}
      </p>
    </div>
  );
}
