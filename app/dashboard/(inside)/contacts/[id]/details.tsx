"use client";

import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { Field, Problem, Select, TextArea } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import { useFormAction } from "@/components/ui/use-form-action";
import type { Contact } from "@/lib/contacts/contact";
import type { CustomField } from "@/lib/fields";
import { type ContactState, saveDetails } from "./actions";

const NOTHING: ContactState = { problem: null, done: null };

/** Name, company, tags, note. What was typed stays there when somebody else was faster. */
export function Details({ contact, fields, edit }: { contact: Contact; fields: CustomField[]; edit: boolean }) {
  const [state, action, busy, unsent] = useFormAction(saveDetails, NOTHING);
  useEffect(() => {
    if (state.done) toast({ title: state.done });
  }, [state]);
  const at = (field: string) => (state.field === field ? state.problem : null);
  const typed = (field: string, stored: string) => state.typed?.[field] ?? stored;
  return (
    <form action={action} onReset={unsent.onReset} className="grid gap-4" noValidate>
      <input type="hidden" name="id" value={contact.id} />
      <input type="hidden" name="version" value={Math.max(state.version ?? 0, contact.version)} />
      <Field
        size="normal"
        label="Name"
        name="name"
        autoComplete="off"
        maxLength={120}
        readOnly={!edit}
        defaultValue={typed("name", contact.name)}
        problem={at("name")}
      />
      <Field
        size="normal"
        label="Company"
        name="company"
        autoComplete="off"
        maxLength={120}
        readOnly={!edit}
        optional
        defaultValue={typed("company", contact.company?.name ?? "")}
        problem={at("company")}
      />
      <Field
        size="normal"
        label="Phone"
        name="phone"
        type="tel"
        autoComplete="off"
        maxLength={40}
        readOnly={!edit}
        optional
        defaultValue={typed("phone", contact.phone ?? "")}
        problem={at("phone")}
      />
      <Field
        size="normal"
        label="Tags"
        hint="Separated by commas"
        name="tags"
        autoComplete="off"
        maxLength={800}
        readOnly={!edit}
        optional
        defaultValue={typed("tags", contact.tags.map(({ name }) => name).join(", "))}
        problem={at("tags")}
      />
      {fields.map(({ key, label, kind, choices }) => {
        const common = { label, name: `field.${key}`, defaultValue: typed(`field.${key}`, contact.fields[key] ?? ""), problem: at(label), optional: true };
        return kind === "choice" ? (
          // A select that is there already does not follow its default value when the form is reset after an answer.
          <Select key={`${key} ${common.defaultValue}`} {...common} disabled={!edit}>
            <option value="">None</option>
            {choices.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </Select>
        ) : (
          <Field key={key} {...common} size="normal" type={kind === "date" ? "date" : "text"} autoComplete="off" maxLength={500} readOnly={!edit} />
        );
      })}
      <TextArea
        label="Note"
        hint="Only staff see it"
        name="note"
        rows={4}
        maxLength={4000}
        readOnly={!edit}
        optional
        defaultValue={typed("note", contact.note)}
        problem={at("note")}
      />
      {state.problem && !state.field && <Problem>{state.problem}</Problem>}
      {unsent.problem && <Problem>{unsent.problem}</Problem>}
      {edit && (
        <div>
          <Button type="submit" busy={busy}>
            Save
          </Button>
        </div>
      )}
    </form>
  );
}
