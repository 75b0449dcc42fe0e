import { t } from "@lingui/core/macro";
import { Bot } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";

import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { useActReason } from "#src/api/limits.ts";
import { Button } from "#src/components/ui/button.tsx";
import { addToast } from "#src/lib/toast.ts";
import { paths } from "#src/paths.ts";

// What it makes is new, and on nobody's list.
const NEW = { robotId: null, deploymentId: null };

/** One press from an empty fleet to a robot that can be run: a simulated arm in this tab, with a schema and a deployment. */
export function TryOutButton() {
  const navigate = useNavigate();
  const roleReason = useActReason(NEW);
  const isConnected = useIsConnected();
  const [isBusy, setIsBusy] = useState(false);
  const press = async () => {
    setIsBusy(true);
    try {
      // Fetched only by who tries it.
      const { tryOut } = await import("#src/api/try-out.ts");
      await navigate(paths.robot(await tryOut()));
    } catch (error) {
      addToast({ tone: "error", text: describeError(error) });
      setIsBusy(false);
    }
  };
  return (
    <Button
      icon={<Bot aria-hidden />}
      isBusy={isBusy}
      disabledReason={roleReason ?? (isConnected ? undefined : t`No connection to the server.`)}
      onClick={() => void press()}
    >
      {t`Try with a simulated robot`}
    </Button>
  );
}
