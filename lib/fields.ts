// What a workspace wants to know of its contacts besides the usual (SPEC D4): fields of its own, a text, a date or a choice.
import { FieldKind } from "@/prisma/generated/enums";
import { record } from "./activity";
import { db, isTaken, type Tx, transaction } from "./plumbing/db";
import { fold } from "./values/fold";
import { parseId } from "./values/id";
import { inFull, isTooLong, type NoRoom, noRoom, partsOf, type TooLong, typedLine } from "./values/typed";
import { allow, type Staff } from "./viewer";

const MAX_FIELDS = 20;
const MAX_LABEL = 60;
const MAX_CHOICES = 30;
const MAX_CHOICE = 60;
/** Of a text, however it comes in: more is refused, never cut. */
export const MAX_FIELD = 500;

export interface CustomField {
  id: string;
  /** What its values are kept under; stays the same when other fields come and go. */
  key: string;
  label: string;
  kind: FieldKind;
  choices: string[];
}

const SHOWN = { id: true, key: true, label: true, kind: true, choices: true } as const;

export async function listFields(viewer: Staff): Promise<CustomField[]> {
  const { workspaceId } = allow(viewer, "contacts.read");
  return fieldsOf(db(), workspaceId);
}

const fieldsOf = (tx: Tx, workspaceId: string): Promise<CustomField[]> =>
  tx.field.findMany({ where: { workspaceId }, orderBy: [{ position: "asc" }, { id: "asc" }], take: MAX_FIELDS, select: SHOWN });

export type FieldRefused = "label" | "kind" | "choices" | "exists" | "too_many" | "not_found";
export type FieldDone = { ok: true; label: string } | { ok: false; reason: FieldRefused } | NoRoom<"label" | "choices">;

/** `choices` are the lines of a text; only a choice has them. */
export async function addField(viewer: Staff, typed: { label: unknown; kind: unknown; choices?: unknown }): Promise<FieldDone> {
  const by = allow(viewer, "settings.edit");
  const read = inFull({ label: typedLine(typed.label, MAX_LABEL) });
  if (!read.ok) return read;
  const { label } = read.texts;
  const kind = Object.values(FieldKind).find((known) => known === typed.kind);
  const key = fold(label)
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  if (!label || !key) return { ok: false, reason: "label" };
  if (!kind) return { ok: false, reason: "kind" };
  const choices = kind === "choice" ? parseChoices(typed.choices) : [];
  if (!choices) return { ok: false, reason: "choices" };
  if (isTooLong(choices)) return noRoom("choices", choices);
  const { workspaceId } = by;
  try {
    return await transaction(async (tx): Promise<FieldDone> => {
      const position = await tx.field.count({ where: { workspaceId } });
      if (position >= MAX_FIELDS) return { ok: false, reason: "too_many" };
      await tx.field.create({ data: { workspaceId, key, label, kind, choices, position } });
      await record(tx, by, "settings.changed", {}, { area: "the fields of contacts", changes: { field: [null, label] } });
      return { ok: true, label };
    });
  } catch (error) {
    if (isTaken(error)) return { ok: false, reason: "exists" };
    throw error;
  }
}

/** What was written in it is kept, and shown again should the field come back. */
export async function removeField(viewer: Staff, id: unknown): Promise<FieldDone> {
  const by = allow(viewer, "settings.edit");
  const { workspaceId } = by;
  const fieldId = parseId(id);
  return transaction(async (tx): Promise<FieldDone> => {
    const field = fieldId && (await tx.field.findFirst({ where: { workspaceId, id: fieldId }, select: SHOWN }));
    if (!field) return { ok: false, reason: "not_found" };
    await tx.field.deleteMany({ where: { workspaceId, id: field.id } });
    await record(tx, by, "settings.changed", {}, { area: "the fields of contacts", changes: { field: [field.label, null] } });
    return { ok: true, label: field.label };
  });
}

export type FieldValues =
  | { ok: true; values: Record<string, string>; changes: Record<string, [string | null, string | null]> }
  | { ok: false; label: string; tooLong?: TooLong };

/** What was typed into the fields there are; of others nothing is taken, and what they hold stays. */
export async function readFields(tx: Tx, workspaceId: string, before: unknown, typed: Record<string, unknown>): Promise<FieldValues> {
  const stored = (before ?? {}) as Record<string, string>;
  const values = new Map(Object.entries(stored));
  const changes: Record<string, [string | null, string | null]> = {};
  for (const field of await fieldsOf(tx, workspaceId)) {
    if (!Object.hasOwn(typed, field.key)) continue;
    const value = parseValue(field, typed[field.key]);
    if (value === undefined) return { ok: false, label: field.label };
    if (isTooLong(value)) return { ok: false, label: field.label, tooLong: value };
    const was = values.get(field.key) ?? null;
    if (was === value) continue;
    changes[field.label] = [was, value];
    if (value === null) values.delete(field.key);
    else values.set(field.key, value);
  }
  return { ok: true, values: Object.fromEntries(values), changes };
}

/** null: nothing; undefined: something that this field can't hold. */
function parseValue({ kind, choices }: CustomField, typed: unknown): string | TooLong | null | undefined {
  const text = typedLine(typed, MAX_FIELD);
  if (!text || isTooLong(text)) return text || null;
  if (kind === "choice") return choices.includes(text) ? text : undefined;
  if (kind === "date") return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) ? text : undefined;
  return text;
}

/** null: too few or too many. Too long is one of them. */
function parseChoices(typed: unknown): string[] | TooLong | null {
  const choices = new Set<string>();
  const parts = partsOf(String(typed ?? ""), "\n", MAX_CHOICES);
  if (!parts) return null;
  for (const written of parts) {
    const line = typedLine(written, MAX_CHOICE);
    if (isTooLong(line)) return line;
    if (line) choices.add(line);
  }
  return choices.size >= 2 && choices.size <= MAX_CHOICES ? [...choices] : null;
}
