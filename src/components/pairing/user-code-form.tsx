import { t } from "@lingui/core/macro";
import { type FormEvent, type ReactNode, useState } from "react";

import { Button } from "#src/components/ui/button.tsx";
import { Input } from "#src/components/ui/field.tsx";
import { readUserCode } from "#src/lib/user-code.ts";

type UserCodeFormProps = {
  code: string | null;
  onCode: (code: string) => void;
  disabledReason: string | undefined;
  /** Beside the button: another way to give the code. */
  children?: ReactNode;
};

/** The eight letters that a machine shows. */
export function UserCodeForm({ code, onCode, disabledReason, children }: UserCodeFormProps) {
  const [wrong, setWrong] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const next = readUserCode(String(new FormData(event.currentTarget).get("code") ?? ""));
    setWrong(next === null ? t`The code has eight letters, such as BCDF-GHJK.` : undefined);
    if (next !== null) onCode(next);
  };
  return (
    <form noValidate className="card grid gap-4 p-5" onSubmit={submit}>
      <Input
        key={code}
        label={t`Code`}
        name="code"
        defaultValue={code ?? ""}
        autoComplete="off"
        autoCapitalize="characters"
        hint={t`As the machine shows it now.`}
        error={wrong}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone={code === null ? "primary" : "neutral"} disabledReason={disabledReason}>
          {t`Look it up`}
        </Button>
        {children}
      </div>
    </form>
  );
}
