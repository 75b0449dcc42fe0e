import { t } from "@lingui/core/macro";
import { useLayoutEffect, useRef, useState } from "react";

import type { PictureBytes } from "#src/api/cameras.ts";
import { classNames } from "#src/lib/class-names.ts";

type PictureImageProps = {
  picture: PictureBytes & { width: number; height: number };
  alt: string;
  isOld?: boolean;
  className?: string;
};

/** The picture itself. No address of the server shows it: its bytes come with the page's own query. */
export function PictureImage({ picture, alt, isOld = false, className }: PictureImageProps) {
  const { bytes, type, width, height } = picture;
  const image = useRef<HTMLImageElement>(null);
  const [broken, setBroken] = useState<ArrayBuffer | null>(null);
  const isBroken = broken === bytes;

  // Syncs with the browser's own store of what `blob:` addresses name. What is drawn already stays until the next one is.
  useLayoutEffect(() => {
    const address = URL.createObjectURL(new Blob([bytes], { type }));
    if (image.current !== null) image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [bytes, type]);

  return (
    // Of a known shape and apart from its page, which is not laid out anew with each picture that comes.
    <span
      className={classNames("relative block overflow-hidden rounded-control bg-sunken [contain:strict]", className)}
      style={{ aspectRatio: width / height }}
    >
      {isBroken ? (
        <span className="absolute inset-0 grid place-items-center p-3 text-center text-caption text-danger">{t`The robot sent a damaged picture.`}</span>
      ) : null}
      <img
        ref={image}
        alt={alt}
        width={width}
        height={height}
        hidden={isBroken}
        onError={() => setBroken(bytes)}
        className={classNames("absolute inset-0 size-full", isBroken ? "hidden" : "block", isOld && "opacity-60 grayscale")}
      />
      {isOld ? <span aria-hidden className="hatched absolute inset-0" /> : null}
    </span>
  );
}
