"use client";

import { useState } from "react";
import { SettingsForm } from "@/components/settings/form";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { SessionRules } from "@/lib/settings/sessions";
import { save } from "./actions";

interface SessionsFormProps {
  values: SessionRules;
  seen: string;
  editable: boolean;
  days: { min: number; max: number; warn: number };
}

export function SessionsForm({ values, seen, editable, days }: SessionsFormProps) {
  const [typed, setTyped] = useState(values.sessionDays);
  return (
    <SettingsForm save={save} seen={seen} editable={editable}>
      {(field) => (
        <>
          <Field
            {...field("sessionDays", values.sessionDays)}
            label="Days without a visit"
            type="number"
            inputMode="numeric"
            min={days.min}
            max={days.max}
            size="normal"
            className="max-w-40"
            onChange={(event) => setTyped(event.target.valueAsNumber)}
            hint={`Every visit starts this time anew. ${days.min} to ${days.max} days; most portals keep 30.`}
          />
          {typed > days.warn && (
            <Notice tone="warn">
              Longer than {days.warn} days: on a computer that several people use, or a phone that was lost, the portal stays open all that time.
            </Notice>
          )}
          <Field
            {...field("sessionMaxDays", values.sessionMaxDays)}
            label="Days altogether"
            type="number"
            inputMode="numeric"
            min={days.min}
            max={days.max}
            size="normal"
            optional
            className="max-w-40"
            hint="After so long everybody signs in once more, however often they came. Left empty, there is no such limit."
          />
        </>
      )}
    </SettingsForm>
  );
}
