import { t } from "@lingui/core/macro";
import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { addToast } from "#src/lib/toast.ts";

import { Button, type ButtonSize } from "./button.tsx";

type CopyButtonProps = {
  text: string;
  /** What is copied: "Copy pairing code". Shown when `isLabelled`, spoken always. */
  label: string;
  isLabelled?: boolean;
  size?: ButtonSize;
};

export function CopyButton({ text, label, isLabelled = false, size = "small" }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setIsCopied(true);
      setTimeout(() => setIsCopied(false), 1_600);
    } catch {
      // Browsers refuse the clipboard on plain http other than localhost.
      addToast({ tone: "error", text: t`The browser refused to copy. Select the text and copy it by hand.` });
    }
  };
  return (
    <Button
      tone={isLabelled ? "neutral" : "quiet"}
      size={size}
      aria-label={isLabelled ? undefined : label}
      icon={isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
      onClick={() => void copy()}
    >
      {isLabelled ? (isCopied ? t`Copied` : label) : undefined}
      {isLabelled ? null : (
        <span aria-live="polite" className="sr-only">
          {isCopied ? t`Copied` : ""}
        </span>
      )}
    </Button>
  );
}
