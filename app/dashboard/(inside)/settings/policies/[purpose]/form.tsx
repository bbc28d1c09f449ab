"use client";

import { type ReactNode, useState } from "react";
import { type BoxOf, type FieldOf, SettingsForm } from "@/components/settings/form";
import { RadioCards, Switch } from "@/components/ui/choice";
import { Field, Problem, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { type Policy, type PolicyField, policyWarnings } from "@/lib/policies";
import type { Expired } from "@/prisma/generated/enums";
import { EXPIRED } from "../words";
import { save } from "./actions";

const UNITS = { minutes: 1, hours: 60, days: 24 * 60 };
type Unit = keyof typeof UNITS;
const unitOf = (minutes: number): Unit => (minutes % UNITS.days === 0 ? "days" : minutes % UNITS.hours === 0 ? "hours" : "minutes");

interface PolicyFormProps {
  policy: Policy;
  seen: string;
  editable: boolean;
  fields: PolicyField[];
  expired: Expired[];
  /** There is a support address or phone. */
  reachable: boolean;
}

/** What is risky is said while it is being chosen, before it is saved (SPEC L7). */
export function PolicyForm({ policy, seen, editable, fields, expired, reachable }: PolicyFormProps) {
  const [draft, setDraft] = useState<Policy>(policy);
  const warnings = policyWarnings(draft, { reachable });
  const warningOf = (field: PolicyField) => {
    const text = warnings.find((warning) => warning.field === field)?.text;
    return text ? <Notice tone="warn">{text}</Notice> : null;
  };
  return (
    <SettingsForm save={save} seen={seen} editable={editable}>
      {(field, box) => (
        <div className="grid max-w-2xl grid-cols-1 gap-8" onChange={(event) => setDraft(draftOf(event.currentTarget, policy))}>
          <input type="hidden" name="purpose" value={policy.purpose} />
          <Lifetime field={field} minutes={policy.lifetimeMinutes}>
            {warningOf("lifetimeMinutes")}
          </Lifetime>
          <Choice field={field} name="supersede" stored={policy.supersede} legend="When another link is sent" options={OLDER} />
          <Choice
            field={field}
            name="confirm"
            stored={policy.confirm}
            legend="When it is opened on another device"
            hint="In the browser that asked, and on a device that was signed in before, it always opens by itself. Nothing else ever does: mail filters open links, too."
            options={CONFIRM}
          />
          <Choice
            field={field}
            name="expired"
            stored={policy.expired}
            legend="When it has expired"
            options={expired.map((value) => ({ value, ...EXPIRED[value] }))}
          >
            {warningOf("expired")}
          </Choice>
          <Switches {...{ box, policy, fields }}>{warningOf("ipBound")}</Switches>
          {fields.includes("destination") && (
            <Field
              {...field("destination", policy.destination)}
              label="Page it leads to"
              size="normal"
              className="max-w-80"
              autoCapitalize="none"
              spellCheck={false}
              hint="Where people land who were not on their way somewhere. “/” is the portal's home."
            />
          )}
          {fields.includes("rateLimit") && (
            <>
              <Field
                {...field("rateLimit", policy.rateLimit)}
                label="Requests for one email address in an hour"
                type="number"
                inputMode="numeric"
                min={1}
                max={20}
                size="normal"
                className="max-w-40"
                hint="After that they are told how long to wait. 1 to 20; 3 is enough for most."
              />
              {warningOf("rateLimit")}
            </>
          )}
        </div>
      )}
    </SettingsForm>
  );
}

const OLDER = [
  { value: "none", label: "Older ones stay valid", hint: "Whoever finds the first mail last still gets in." },
  {
    value: "older",
    label: "Older ones are replaced",
    hint: "Only those that the same browser asked for, or that staff sent. Nobody can end another person's link.",
  },
];

const CONFIRM = [
  { value: "button", label: "One press", hint: "“Continue as ada@example.com”. Easy, and recorded." },
  { value: "code", label: "The code of the mail", hint: "The press asks for the code, too. For mailboxes whose filter presses buttons." },
];

function Lifetime({ field, minutes, children }: { field: FieldOf; minutes: number; children: ReactNode }) {
  const unit = field("lifetimeUnit", unitOf(minutes));
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-[7rem_8rem] items-start gap-x-3 gap-y-1.5">
        <Field {...field("lifetimeMinutes", minutes / UNITS[unitOf(minutes)])} label="Works for" type="number" inputMode="numeric" min={1} size="normal" />
        <Select key={unit.defaultValue} {...unit} label="Unit">
          {Object.keys(UNITS).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        <p className="col-span-2 sm:w-max text-small text-muted">From the moment the mail is handed over. 5 minutes to 30 days.</p>
      </div>
      {children}
    </div>
  );
}

interface ChoiceProps {
  field: FieldOf;
  name: string;
  stored: string;
  legend: string;
  hint?: string;
  options: { value: string; label: string; hint: string }[];
  children?: ReactNode;
}

function Choice({ field, name, stored, legend, hint, options, children }: ChoiceProps) {
  const { defaultValue, problem } = field(name, stored);
  return (
    <div className="grid gap-3">
      <RadioCards legend={legend} hint={hint} name={name} options={options} defaultValue={defaultValue} />
      {problem && <Problem>{problem}</Problem>}
      {children}
    </div>
  );
}

function Switches({ box, policy, fields, children }: { box: BoxOf; policy: Policy; fields: PolicyField[]; children: ReactNode }) {
  return (
    <div className="grid gap-4">
      {fields.includes("requiresPortalAccess") && (
        <Switch
          {...box("requiresPortalAccess", policy.requiresPortalAccess)}
          label="Only people with portal access"
          hint={
            policy.purpose === "portal_login"
              ? "Off: every active contact may enter. Turned on, it signs out whoever has no access, at once."
              : "Off: every active contact may be invited, and the invitation lets them in."
          }
        />
      )}
      <Switch
        {...box("ipBound", policy.ipBound)}
        label="Only from the network that asked"
        hint="A link somebody asked for is refused elsewhere, with a button for a new one. Links that you send work anywhere."
      />
      {children}
      <Switch
        {...box("includeCode", policy.includeCode)}
        label="A code in mails that people ask for"
        hint="For those who read the mail on one device and want in on another. Mails that you send have one only with “The code of the mail” above, and then every mail has."
      />
    </div>
  );
}

function draftOf(inside: HTMLElement, policy: Policy): Policy {
  const form = new FormData(inside.closest("form")!);
  const unit = UNITS[form.get("lifetimeUnit") as Unit] ?? 1;
  return {
    ...policy,
    lifetimeMinutes: Number(form.get("lifetimeMinutes")) * unit,
    expired: form.get("expired") as Expired,
    ipBound: form.has("ipBound"),
    rateLimit: Number(form.get("rateLimit") ?? policy.rateLimit),
  };
}
