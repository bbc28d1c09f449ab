// From a promised mail to the letter: words, brand and secret into a sheet that was rendered once (SPEC M1).
// React runs once per template and shape; a letter is that sheet with escaped values in its gaps.
import { createElement } from "react";
import { render, toPlainText } from "react-email";
import type { MailData } from "@/emails/data";
import { fill, type Slots, type Words } from "@/emails/layout";
import { phrases } from "@/emails/phrases";
import type { Letter } from "../plumbing/transport/letter";
import { showCode } from "../values/code";
import { colourOr, inkOn, readableOn } from "../values/colour";
import { harmless, oneLine, someLines } from "../values/text";
import { exactTime, inWords } from "../values/time";
import type { Workspace } from "../workspaces";
import type { Secret } from "./sealed";
import { senderOf } from "./sender";
import { type Template, templateOf, wordsOf } from "./templates";

export interface ToWrite {
  id: string;
  workspaceId: string;
  template: Template;
  to: string;
  idempotencyKey: string;
  requestId: string | null;
  data: MailData;
  secret?: Secret;
}

/** What a workspace says in its own words. */
export type OwnWords = Pick<Words, "subject" | "intro" | "button">;

const MAX_NAME = 80;
const MAX_ITEM = 120;
const MAX_NOTE = 1_500;
const MAX_FOOTER_LINKS = 3;
const DARK_SHEET = "#191b21";
const RIGHT_TO_LEFT = ["ar", "he", "fa", "ur"];

export async function writeLetter(mail: ToWrite, workspace: Workspace, own?: OwnWords): Promise<Letter> {
  const values = valuesOf(mail, workspace, own);
  const shape = shapeOf(mail, workspace, values);
  const [html, text] = await Promise.all([sheet(mail.template, shape, "html"), sheet(mail.template, shape, "text")]);
  return {
    mailId: mail.id,
    workspaceId: mail.workspaceId,
    key: mail.idempotencyKey,
    template: mail.template,
    ...senderOf(workspace),
    to: mail.to,
    subject: values.subject ?? "",
    html: fillIn(html, values, escapeHtml),
    text: fillIn(text, values, (value) => value),
    links: values.url ? [values.url] : [],
    code: values.code ?? null,
  };
}

type Values = Record<string, string | undefined>;

/** Everything that differs from letter to letter, as plain text. */
function valuesOf({ template, to, data, secret, requestId }: ToWrite, workspace: Workspace, own: OwnWords | undefined): Values {
  const { locale } = workspace;
  const p = phrases(locale);
  const words = wordsOf(template, locale);
  const self = requestId !== null;
  const variables = variablesOf(data, workspace, words);
  const say = (sentence: string | undefined) => (sentence === undefined ? undefined : fill(sentence, variables));
  const accent = colourOr(workspace.brand.accent);
  const url = secret && workspace.origin + secret.path;
  const intro = own?.intro ?? (self ? words.intro : (words.introSent ?? words.intro));
  return {
    brand: variables.brand,
    initial: [...(variables.brand ?? "")][0]?.toUpperCase() ?? "",
    accent,
    onAccent: inkOn(accent),
    accentInk: readableOn("#ffffff", accent),
    accentInkDark: readableOn(DARK_SHEET, accent),
    to,
    subject: oneLine(say(own?.subject ?? words.subject) ?? "", 150),
    preheader: oneLine(say(words.preheader) ?? "", 150),
    title: say(words.title),
    intro: someLines(say(intro) ?? ""),
    greeting: variables.name && fill(p.greeting, variables),
    button: url && say(own?.button ?? words.button),
    url,
    code: secret?.code && showCode(secret.code),
    lifetime: secret && variables.lifetime && fill(secret.code ? p.lifetimeBoth : p.lifetimeLink, variables),
    askedFrom: data.askedFrom && harmless(data.askedFrom),
    askedAt: data.askedAt && when(data.askedAt, workspace),
    place: data.place && harmless(data.place),
    noteBy: variables.byName,
    note: data.note && someLines(data.note, MAX_NOTE),
    oldEmail: data.oldEmail && oneLine(data.oldEmail),
    newEmail: data.newEmail && oneLine(data.newEmail),
    problems: data.problems?.length ? someLines(data.problems.join("\n")) : undefined,
    reassure: say(self ? words.reassure : (words.reassureSent ?? words.reassure)),
    questions: questions(workspace, p),
    sentTo: fill(p.sentTo, { ...variables, to }),
    ...Object.fromEntries(
      footer(workspace).flatMap(({ label, url: href }, i) => [
        [`footerLabel${i}`, label],
        [`footerUrl${i}`, href],
      ]),
    ),
  };
}

/** What may stand in {braces}, in our words and in a workspace's own. Never a secret: no link, no code. */
export const VARIABLES = ["brand", "name", "sender", "item", "lifetime", "role", "oldEmail", "newEmail", "domain"] as const;

function variablesOf(data: MailData, { brand, locale }: Workspace, words: Words): Values {
  const name = oneLine(brand.name, MAX_NAME);
  const byName = data.byName && oneLine(data.byName, MAX_NAME);
  const item = data.item && oneLine(data.item, MAX_ITEM);
  return {
    brand: name,
    name: data.name && oneLine(data.name, MAX_NAME),
    byName,
    sender: byName ? `${byName} at ${name}` : name,
    item: item ? `“${item}”` : words.item,
    lifetime: data.lifetimeMinutes === undefined ? undefined : inWords(data.lifetimeMinutes, locale),
    role: data.role,
    oldEmail: data.oldEmail,
    newEmail: data.newEmail,
    domain: data.domain,
  };
}

function when(iso: string, { timeZone }: Workspace): string | undefined {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? undefined : exactTime(at, timeZone);
}

function questions({ support }: Workspace, p: ReturnType<typeof phrases>): string | undefined {
  if (support.email) return fill(p.questionsMail, { support: oneLine(support.email) });
  if (support.phone) return fill(p.questionsCall, { support: oneLine(support.phone) });
  return support.url ? fill(p.questionsSee, { support: oneLine(support.url) }) : undefined;
}

const footer = ({ brand, origin }: Workspace) =>
  brand.footerLinks.slice(0, MAX_FOOTER_LINKS).flatMap(({ label, url }) => {
    const href = URL.canParse(url, origin) ? new URL(url, origin) : null;
    return href && /^https?:$/.test(href.protocol) ? [{ label: oneLine(label, 40), url: href.href }] : [];
  });

/** What decides how the sheet is built: which gaps there are, and in which order. */
interface Shape {
  locale: string;
  self: boolean;
  codeFirst: boolean;
  gaps: string[];
}

const shapeOf = ({ requestId, data }: ToWrite, { locale }: Workspace, values: Values): Shape => ({
  locale,
  self: requestId !== null,
  codeFirst: data.codeFirst === true,
  gaps: Object.keys(values).filter((name) => values[name]),
});

/** Static text and the names of gaps, in turns: even places are text, odd ones names. */
type Sheet = string[];

const sheets = new Map<string, Promise<Sheet>>();
const MAX_SHEETS = 2_000;

function sheet(template: Template, shape: Shape, medium: "html" | "text"): Promise<Sheet> {
  const key = [template, medium, shape.locale, shape.self, shape.codeFirst, ...shape.gaps].join(" ");
  let found = sheets.get(key);
  if (!found) {
    if (sheets.size >= MAX_SHEETS) sheets.clear();
    sheets.set(key, (found = build(template, shape, medium)));
    found.catch(() => sheets.delete(key));
  }
  return found;
}

/** Characters nobody types, around the name of a gap. */
const mark = (name: string) => `\uE000${name}\uE001`;
const MARK = /\uE000(\w+)\uE001/;

async function build(template: Template, { locale, self, codeFirst, gaps }: Shape, medium: "html" | "text"): Promise<Sheet> {
  const marks = Object.fromEntries(gaps.map((name) => [name, mark(name)]));
  const slots = {
    ...marks,
    locale,
    dir: RIGHT_TO_LEFT.includes(locale.split("-")[0] ?? "") ? "rtl" : "ltr",
    self,
    codeFirst,
    plain: medium === "text",
    footer: [...Array(MAX_FOOTER_LINKS).keys()]
      .filter((i) => gaps.includes(`footerUrl${i}`))
      .map((i) => ({ label: mark(`footerLabel${i}`), url: mark(`footerUrl${i}`) })),
  } as unknown as Slots;
  const html = (await render(createElement(templateOf(template).default, slots))).replaceAll("<!-- -->", "");
  return (medium === "html" ? html : plainText(html)).split(MARK);
}

const plainText = (html: string): string =>
  `${toPlainText(html, {
    wordwrap: false,
    selectors: [
      { selector: "h1", options: { uppercase: false } },
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["<", ">"] } },
      { selector: "[data-skip-in-text=true]", format: "skip" },
      { selector: "hr", format: "skip" },
    ],
  })
    .replace(/[\u200b-\u200d\ufeff\u00a0]/g, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;

function fillIn(sheet: Sheet, values: Values, encode: (value: string) => string): string {
  let out = "";
  for (let i = 0; i < sheet.length; i++) out += i % 2 ? encode(values[sheet[i]!] ?? "") : sheet[i];
  return out;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\n": "<br/>" };
const escapeHtml = (value: string): string => value.replace(/[&<>"'\n]/g, (c) => ENTITIES[c]!);
