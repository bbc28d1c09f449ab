"use client";

import { SettingsForm } from "@/components/settings/form";
import { Field, Select } from "@/components/ui/field";
import type { General } from "@/lib/settings/general";
import { save } from "./actions";

interface GeneralFormProps {
  values: General;
  seen: string;
  editable: boolean;
  /** By part of the world. */
  zones: [region: string, zones: string[]][];
}

export function GeneralForm({ values, seen, editable, zones }: GeneralFormProps) {
  return (
    <SettingsForm save={save} seen={seen} editable={editable}>
      {(field) => {
        const zone = field("timeZone", values.timeZone);
        return (
          <>
            <Field
              {...field("name", values.name)}
              label="Name of the business"
              size="normal"
              autoComplete="organization"
              required
              hint="On every page and in every mail. The sender of mails has a name of its own under “Sender”."
            />
            <div className="grid grid-cols-1 items-start gap-6 sm:grid-cols-2">
              <Field
                {...field("supportEmail", values.supportEmail)}
                label="Support address"
                type="email"
                size="normal"
                optional
                autoCapitalize="none"
                spellCheck={false}
                hint="Where people write who can't get in."
              />
              <Field
                {...field("supportPhone", values.supportPhone)}
                label="Support phone"
                type="tel"
                size="normal"
                optional
                hint="Shown where a link has expired."
              />
              <Field
                {...field("supportUrl", values.supportUrl)}
                label="Help page"
                type="url"
                size="normal"
                optional
                autoCapitalize="none"
                spellCheck={false}
                placeholder="https://"
                hint="A page of yours that helps."
              />
              <Select key={zone.defaultValue} {...zone} label="Time zone" hint="The times on pages and in mails are of this place.">
                {zones.map(([region, names]) => (
                  <optgroup key={region} label={region}>
                    {names.map((name) => (
                      <option key={name} value={name}>
                        {name.slice(name.indexOf("/") + 1).replaceAll("_", " ")}
                      </option>
                    ))}
                  </optgroup>
                ))}
              </Select>
            </div>
          </>
        );
      }}
    </SettingsForm>
  );
}
