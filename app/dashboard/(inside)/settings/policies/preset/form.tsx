"use client";

import { useActionState } from "react";
import { ButtonLink } from "@/components/ui/button";
import { Problem } from "@/components/ui/field";
import { SubmitButton } from "@/components/ui/submit-button";
import { apply } from "./actions";

export function ApplyForm({ preset, seen, label }: { preset: string; seen: string; label: string }) {
  const [problem, act] = useActionState(apply, null);
  return (
    <form action={act} className="grid grow gap-3">
      <input type="hidden" name="preset" value={preset} />
      <input type="hidden" name="seen" value={seen} />
      {problem && <Problem>{problem}</Problem>}
      <div className="flex flex-wrap gap-2">
        <SubmitButton kind="primary">Use “{label}”</SubmitButton>
        <ButtonLink kind="plain" href="/dashboard/settings/policies">
          Keep things as they are
        </ButtonLink>
      </div>
    </form>
  );
}
