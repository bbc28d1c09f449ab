// A workspace's own wording of its mails (SPEC M1): subject, introduction and button, with plain variables and never with code.
import { record } from "./activity";
import { bucket, take } from "./limits";
import { enqueue } from "./mail";
import { VARIABLES, writeLetter } from "./mail/letter";
import { isTemplate, TEMPLATES, type Template, templateOf, wordsOf } from "./mail/templates";
import { db, transaction } from "./plumbing/db";
import type { Letter } from "./plumbing/transport/letter";
import { newId } from "./values/id";
import { oneLine, someLines } from "./values/text";
import { HOUR_MS } from "./values/time";
import { inFull, type NoRoom, typedLine, typedLines } from "./values/typed";
import { allow, type Staff, workspaceOf } from "./viewer";
import type { Brand } from "./workspaces";

export interface Words {
  subject: string;
  intro: string;
  button: string;
}

export interface Wording {
  template: Template;
  /** What it says now, and what it says by itself. */
  words: Words;
  standard: Words;
  changed: boolean;
}

const MAX_LENGTH: Record<keyof Words, number> = { subject: 120, intro: 600, button: 40 };
const PREVIEWS_PER_HOUR = 20;
/** Looks like the real thing and opens nothing. */
const PREVIEW_SECRET = { path: "/sign-in", code: "BCDF2345" };
/** What a mail must not be asked to say: the link and the code have their own places. */
const SECRETS = /\{\s*(link|url|code|token|secret|password|path)\s*\}/i;

export async function listWordings(viewer: Staff): Promise<Wording[]> {
  const { workspaceId } = allow(viewer, "settings.read");
  const { locale } = workspaceOf(viewer);
  const own = await db().wording.findMany({ where: { workspaceId } });
  return TEMPLATES.map((template) => shape(template, locale, own.find((row) => row.template === template) ?? null));
}

export async function wordingOf(viewer: Staff, template: unknown): Promise<Wording | null> {
  const { workspaceId } = allow(viewer, "settings.read");
  if (typeof template !== "string" || !isTemplate(template)) return null;
  return shape(template, workspaceOf(viewer).locale, await ownWords(workspaceId, template));
}

const ownWords = (workspaceId: string, template: Template) => db().wording.findFirst({ where: { workspaceId, template } });

function shape(template: Template, locale: string, own: Words | null): Wording {
  const { subject, intro, introSent, button = "" } = wordsOf(template, locale);
  // What people ask for themselves and what staff send may begin differently; one wording of their own replaces both.
  const standard = { subject, intro: isAskedFor(template) ? intro : (introSent ?? intro), button };
  const words = own ? { subject: own.subject, intro: own.intro, button: own.button } : standard;
  return { template, words, standard, changed: own !== null };
}

export type Saved =
  | { ok: true }
  | { ok: false; reason: "not_found" }
  | { ok: false; reason: "empty" | "secret" | "markup"; field: keyof Words }
  | NoRoom<keyof Words>
  | { ok: false; reason: "unknown_variable"; field: keyof Words; name: string };

export async function saveWording(viewer: Staff, template: unknown, typed: Record<keyof Words, unknown>): Promise<Saved> {
  const by = allow(viewer, "settings.edit");
  if (typeof template !== "string" || !isTemplate(template)) return { ok: false, reason: "not_found" };
  const { locale } = workspaceOf(viewer);
  const { standard } = shape(template, locale, null);
  const read = inFull({
    subject: typedLine(typed.subject, MAX_LENGTH.subject),
    intro: typedLines(typed.intro, MAX_LENGTH.intro),
    button: standard.button ? typedLine(typed.button, MAX_LENGTH.button) : "",
  });
  if (!read.ok) return read;
  const words = read.texts;
  const problem = problemIn(words, standard);
  if (problem) return problem;
  const key = { workspaceId: by.workspaceId, template, locale };
  const same = JSON.stringify(words) === JSON.stringify(standard);
  await transaction(async (tx) => {
    const before = await tx.wording.findUnique({ where: { workspaceId_template_locale: key } });
    if (same) await tx.wording.deleteMany({ where: key });
    else await tx.wording.upsert({ where: { workspaceId_template_locale: key }, create: { ...key, ...words }, update: words });
    const changes = Object.fromEntries(
      (Object.keys(words) as (keyof Words)[])
        .map((field) => [field, [(before ?? standard)[field], words[field]]] as [string, [string, string]])
        .filter(([, [old, now]]) => old !== now),
    );
    if (Object.keys(changes).length) await record(tx, by, "settings.changed", {}, { area: `the wording of the mail “${TITLES[template]}”`, changes });
  });
  return { ok: true };
}

/** Back to the standard words. */
export async function resetWording(viewer: Staff, template: unknown): Promise<Saved> {
  const found = await wordingOf(viewer, template);
  return found ? saveWording(viewer, template, found.standard) : { ok: false, reason: "not_found" };
}

function problemIn(words: Words, standard: Words): Saved | null {
  for (const field of Object.keys(words) as (keyof Words)[]) {
    const value = words[field];
    if (!value && standard[field]) return { ok: false, reason: "empty", field };
    if (SECRETS.test(value)) return { ok: false, reason: "secret", field };
    if (/<\/?[a-z!][^>]*>/i.test(value)) return { ok: false, reason: "markup", field };
    const unknown = [...value.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name).find((name) => !(VARIABLES as readonly string[]).includes(name));
    if (unknown !== undefined) return { ok: false, reason: "unknown_variable", field, name: unknown };
  }
  return null;
}

/** The mail as it would arrive, with people who don't exist; `draft` and `brand` are what is being typed. */
export async function previewMail(
  viewer: Staff,
  template: unknown,
  draft?: Partial<Record<keyof Words, unknown>>,
  brand?: Partial<Brand>,
): Promise<Letter | null> {
  const { workspaceId } = allow(viewer, "settings.read");
  if (typeof template !== "string" || !isTemplate(template)) return null;
  const now = workspaceOf(viewer);
  const workspace = { ...now, brand: { ...now.brand, ...brand } };
  const own = await ownWords(workspaceId, template);
  const words = draft && {
    subject: oneLine(String(draft.subject ?? ""), MAX_LENGTH.subject),
    intro: someLines(String(draft.intro ?? ""), MAX_LENGTH.intro),
    button: oneLine(String(draft.button ?? ""), MAX_LENGTH.button),
  };
  const { preview } = templateOf(template);
  return writeLetter(
    {
      ...{ id: newId(), workspaceId, template, to: viewer.email, idempotencyKey: "preview", data: preview },
      requestId: isAskedFor(template) ? newId() : null,
      secret: hasLink(template) ? { ...PREVIEW_SECRET, ...(!carriesCode(template) && { code: undefined }) } : undefined,
    },
    workspace,
    words ?? own ?? undefined,
  );
}

export type PreviewSent = { ok: true; to: string } | { ok: false; reason: "not_found" } | { ok: false; reason: "limited"; until: Date };

/** "Send me this": to oneself and to nobody else. */
export async function sendPreview(viewer: Staff, template: unknown): Promise<PreviewSent> {
  const by = allow(viewer, "settings.edit");
  if (typeof template !== "string" || !isTemplate(template)) return { ok: false, reason: "not_found" };
  const limit = await take(bucket("mail-preview", [by.workspaceId, viewer.staffId], PREVIEWS_PER_HOUR, HOUR_MS));
  if (!limit.ok) return { ok: false, reason: "limited", until: limit.until };
  await transaction((tx) =>
    enqueue(tx, {
      ...{ workspaceId: by.workspaceId, template, to: viewer.email, toKey: viewer.email.toLowerCase(), staffId: viewer.staffId, sentById: viewer.staffId },
      data: templateOf(template).preview,
      secret: hasLink(template) ? { ...PREVIEW_SECRET, ...(!carriesCode(template) && { code: undefined }) } : undefined,
      uselessAfter: new Date(Date.now() + HOUR_MS),
    }),
  );
  return { ok: true, to: viewer.email };
}

/** What each mail is called in settings and in the log. */
export const TITLES: Record<Template, string> = {
  portal_login: "Sign-in link",
  portal_invitation: "Invitation to the portal",
  contract: "Contract",
  work_scope: "Scope of work",
  selections: "Selections",
  invoice: "Invoice",
  appointment: "Appointment",
  ticket: "Ticket",
  packet: "Packet of documents",
  temporary_access: "Temporary access",
  email_change: "Change of address",
  staff_login: "Staff sign-in link",
  staff_invitation: "Invitation of staff",
  new_device: "Sign-in on a new device",
  address_changed: "Address was changed",
  sender_test: "Test mail",
  sender_broken: "Sender domain needs a look",
};

const isAskedFor = (template: Template) => template === "portal_login" || template === "staff_login" || template === "email_change";
const hasLink = (template: Template) => template !== "sender_test";
/** As it is where nothing is set: in the mails for which a browser waits. */
const carriesCode = (template: Template) => template === "portal_login" || template === "staff_login";
