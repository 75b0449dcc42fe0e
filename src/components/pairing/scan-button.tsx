import { t } from "@lingui/core/macro";
import { ScanQrCode } from "lucide-react";
import { lazy, Suspense, useCallback, useState } from "react";
import { useNavigate } from "react-router";

import { Button } from "#src/components/ui/button.tsx";
import { paths } from "#src/paths.ts";

const ScanDialog = lazy(() => import("./scan-dialog.tsx").then((module) => ({ default: module.ScanDialog })));

/** Reads the code of a machine with this device's camera and goes to where it is answered. `robotId` is the robot that it shall become. */
export function ScanButton({ robotId }: { robotId?: string | undefined }) {
  const [isOpen, setIsOpen] = useState(false);
  const navigate = useNavigate();
  const found = useCallback(
    ({ kind, userCode }: { kind: "join" | "device"; userCode: string }) => {
      setIsOpen(false);
      void navigate(kind === "join" ? paths.joinRobot({ code: userCode, robotId }) : paths.device(userCode));
    },
    [navigate, robotId],
  );
  // Browsers hand out no camera to a page that came without encryption from another machine.
  const reason = "mediaDevices" in navigator ? undefined : t`A browser gives its camera only to a page over HTTPS. Type the code instead.`;
  return (
    <>
      <Button icon={<ScanQrCode aria-hidden />} disabledReason={reason} onClick={() => setIsOpen(true)}>
        {t`Scan with the camera`}
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <ScanDialog isOpen onClose={() => setIsOpen(false)} onFound={found} />
        </Suspense>
      ) : null}
    </>
  );
}
