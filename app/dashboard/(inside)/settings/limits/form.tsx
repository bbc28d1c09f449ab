"use client";

import { useState } from "react";
import { SettingsForm } from "@/components/settings/form";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { LimitField, Limits } from "@/lib/settings/limits";
import { save } from "./actions";

interface LimitsFormProps {
  values: Limits;
  seen: string;
  editable: boolean;
  bounds: Record<LimitField, { min: number; max: number; warn: number }>;
}

export function LimitsForm({ values, seen, editable, bounds }: LimitsFormProps) {
  const [typed, setTyped] = useState(values);
  const number = (name: LimitField) => ({
    type: "number",
    inputMode: "numeric" as const,
    size: "normal" as const,
    className: "max-w-40",
    ...{ min: bounds[name].min, max: bounds[name].max },
    onChange: (event: { target: HTMLInputElement }) => setTyped({ ...typed, [name]: event.target.valueAsNumber }),
  });
  return (
    <SettingsForm save={save} seen={seen} editable={editable}>
      {(field) => (
        <>
          <Field
            {...field("asksPerIp", values.asksPerIp)}
            {...number("asksPerIp")}
            label="Links asked for from one internet address in 10 minutes"
            hint="An office or a school has one internet address for everybody: 30 is enough for most, 200 for a big one. 5 to 1,000."
          />
          {typed.asksPerIp > bounds.asksPerIp.warn && (
            <Notice tone="warn">
              More than {bounds.asksPerIp.warn}: somebody with a list of addresses can have as many mails sent in your name before they have to wait.
            </Notice>
          )}
          <Field
            {...field("staffSendsPerHour", values.staffSendsPerHour)}
            {...number("staffSendsPerHour")}
            label="Links one person of the staff sends by hand in an hour"
            hint="Sending to many at once has its own pace and is not counted here. 1 to 1,000."
          />
          {typed.staffSendsPerHour > bounds.staffSendsPerHour.warn && (
            <Notice tone="warn">
              More than {bounds.staffSendsPerHour.warn}: whoever gets hold of a colleague's computer can send as many before anything stops them.
            </Notice>
          )}
        </>
      )}
    </SettingsForm>
  );
}
