"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./button";
import { Icon } from "./icon";

const SHOWN_MS = 2_000;

interface CopyButtonProps {
  text: string;
  label?: ReactNode;
  size?: "small" | "normal";
  onCopied?(): void;
}

/** Puts a text on the clipboard and says that it did, or that it could not. */
export function CopyButton({ text, label = "Copy", size = "small", onCopied }: CopyButtonProps) {
  const [said, setSaid] = useState<"Copied" | "Please copy it by hand" | null>(null);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
      onCopied?.();
    } catch {
      setSaid("Please copy it by hand"); // no permission, or no https
    }
  }
  return (
    <Button size={size} onClick={copy}>
      <Icon name={said === "Copied" ? "check" : "copy"} />
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  );
}
