"use client";

import { useEffect, useState } from "react";
import { SettingsForm } from "@/components/settings/form";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field, Problem } from "@/components/ui/field";
import { colourOr } from "@/lib/values/colour";
import type { Brand } from "@/lib/workspaces";
import { AccentField } from "./accent-field";
import { save } from "./actions";
import { PictureField } from "./picture-field";
import { DoorPreview } from "./preview";

interface BrandFormProps {
  name: string;
  values: Omit<Brand, "name">;
  seen: string;
  editable: boolean;
  maxLinks: number;
}

const LETTER_AFTER_MS = 500;

/** Everything that is chosen is seen at once, before it is saved. */
export function BrandForm({ name, values, seen, editable, maxLinks }: BrandFormProps) {
  const [draft, setDraft] = useState(values);
  const change = (more: Partial<typeof values>) => setDraft((before) => ({ ...before, ...more }));
  const accent = colourOr(draft.accent, values.accent);
  const letter = useSettled(accent, LETTER_AFTER_MS);
  return (
    <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,25rem)_minmax(0,1fr)]">
      <Card label="Brand">
        <CardBody>
          <SettingsForm save={save} seen={seen} editable={editable} onSaved={() => window.location.assign("/dashboard/settings/brand?said=brand")}>
            {(field) => (
              <>
                <AccentField value={draft.accent} problem={field("accent", null).problem} onChange={(colour) => change({ accent: colour })} />
                <Field
                  {...field("tagline", values.tagline)}
                  label="Line under the name"
                  size="normal"
                  optional
                  onChange={(event) => change({ tagline: event.target.value })}
                />
                <PictureField
                  name="logoLight"
                  label="Logo"
                  hint="PNG, JPEG, WebP or SVG, at most 64 kB. Mails show your initial on your colour: many mailboxes hide pictures."
                  value={draft.logoLight}
                  problem={field("logoLight", null).problem}
                  onChange={(logoLight) => change({ logoLight })}
                />
                <PictureField
                  name="logoDark"
                  label="Logo on dark pages"
                  hint="If the first one can't be seen on dark."
                  value={draft.logoDark}
                  dark
                  problem={field("logoDark", null).problem}
                  onChange={(logoDark) => change({ logoDark })}
                />
                <PictureField
                  name="favicon"
                  label="Icon of the browser's tab"
                  hint="Square. Without one it is your initial on your colour."
                  value={draft.favicon}
                  problem={field("favicon", null).problem}
                  onChange={(favicon) => change({ favicon })}
                />
                <FooterFields links={values.footerLinks} max={maxLinks} field={field} onChange={(footerLinks) => change({ footerLinks })} />
              </>
            )}
          </SettingsForm>
        </CardBody>
      </Card>
      <div className="grid grid-cols-1 gap-6">
        <Card>
          <CardHeader title="The sign-in page" hint="On a light and on a dark screen." />
          <CardBody className="grid grid-cols-1 gap-4 md:grid-cols-2">
            <DoorPreview mode="light" brand={{ ...draft, name, accent }} />
            <DoorPreview mode="dark" brand={{ ...draft, name, accent }} />
          </CardBody>
        </Card>
        <Card>
          <CardHeader title="A mail" hint="The one with the sign-in link." />
          <CardBody>
            <iframe
              key={letter} // another colour, another look, and no step back in the history
              name="letter"
              title="The mail as it arrives"
              src={`/dashboard/settings/brand/letter?accent=${encodeURIComponent(letter)}`}
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              className="h-[40rem] w-full rounded-control border border-line bg-white"
            />
          </CardBody>
        </Card>
      </div>
    </div>
  );
}

interface FooterFieldsProps {
  links: Brand["footerLinks"];
  max: number;
  field: (name: string, stored: string | null) => { name: string; defaultValue: string; problem: string | null };
  onChange(links: Brand["footerLinks"]): void;
}

function FooterFields({ links, max, field, onChange }: FooterFieldsProps) {
  const problem = field("footerLinks", null).problem;
  const places = [...Array(max).keys()];
  const read = (form: HTMLFormElement) => {
    const typed = new FormData(form);
    return places.map((i) => ({ label: String(typed.get(`label${i}`) ?? ""), url: String(typed.get(`url${i}`) ?? "") })).filter(({ label }) => label);
  };
  return (
    <fieldset onChange={(event) => onChange(read(event.currentTarget.form!))}>
      <legend className="text-small font-medium">Links at the foot</legend>
      <p className="mt-0.5 mb-2.5 text-small text-muted">Terms, privacy, imprint: under every page and mail.</p>
      <div className="grid gap-3">
        {places.map((i) => (
          <div key={i} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-2">
            <Field {...field(`label${i}`, links[i]?.label ?? null)} label={`Name of link ${i + 1}`} labelHidden size="normal" placeholder="Privacy" />
            <Field
              {...field(`url${i}`, links[i]?.url ?? null)}
              label={`Address of link ${i + 1}`}
              labelHidden
              size="normal"
              placeholder="https://"
              autoCapitalize="none"
              spellCheck={false}
            />
          </div>
        ))}
      </div>
      {problem && (
        <div className="mt-2">
          <Problem>{problem}</Problem>
        </div>
      )}
    </fieldset>
  );
}

/** A value once it has stopped changing. */
function useSettled<V>(value: V, ms: number): V {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
