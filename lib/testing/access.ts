// Every page, handler and server action there is, and who it answers (SPEC D1, 12.8). Whoever adds one adds its line here:
// architecture.test.ts finds what is missing, access.test.ts calls the domain, e2e/roles.spec.ts walks the rest as everybody there is.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Permission } from "../permissions";

/** A permission; or it tells nothing about anybody; or it proves itself by a secret; or it is the mailbox of a developer's machine. */
export type Rule = Permission | "everybody" | "secret" | "mailbox";

export const PAGES: Record<string, Rule> = {
  "/": "portal.read",
  "/[section]": "portal.read",
  "/[section]/[...item]": "portal.read",
  "/account": "account.read",
  "/sign-in": "everybody",
  "/sign-out": "everybody",
  "/check-your-email": "everybody",
  "/magic-login": "everybody",
  "/magic-login/[token]": "everybody",
  "/not-me/[token]": "everybody",
  "/undo/[token]": "everybody",
  "/outbox": "mailbox",
  "/outbox/[id]": "mailbox",
  "/dashboard": "contacts.read",
  "/dashboard/sign-in": "everybody",
  "/dashboard/passkey": "staff.enter",
  "/dashboard/again": "staff.self",
  "/dashboard/activity": "activity.read",
  "/dashboard/companies": "companies.read",
  "/dashboard/companies/[id]": "companies.read",
  "/dashboard/contacts": "contacts.read",
  "/dashboard/contacts/[id]": "contacts.read",
  "/dashboard/contacts/bulk": "contacts.edit",
  "/dashboard/contacts/bulk/[id]": "contacts.read",
  "/dashboard/contacts/[id]/preview": "contacts.preview",
  "/dashboard/contacts/import": "contacts.import",
  "/dashboard/contacts/import/[id]": "contacts.import",
  "/dashboard/doctor": "doctor.read",
  "/dashboard/mail": "mail.read",
  "/dashboard/mail/[id]": "mail.read",
  "/dashboard/mail/stopped": "mail.read",
  "/dashboard/settings": "settings.read",
  "/dashboard/settings/brand": "settings.read",
  "/dashboard/settings/fields": "settings.read",
  "/dashboard/settings/general": "settings.read",
  "/dashboard/settings/limits": "settings.read",
  "/dashboard/settings/mails": "settings.read",
  "/dashboard/settings/mails/[template]": "settings.read",
  "/dashboard/settings/policies": "settings.read",
  "/dashboard/settings/policies/[purpose]": "settings.read",
  "/dashboard/settings/policies/preset": "settings.read",
  "/dashboard/settings/passkeys": "staff.self",
  "/dashboard/settings/sender": "settings.read",
  "/dashboard/settings/sessions": "settings.read",
  "/dashboard/settings/staff": "staff.read",
};

export const HANDLERS: Record<string, Rule> = {
  "GET /.well-known/security.txt": "everybody",
  "GET /api/auth/[...nextauth]": "everybody",
  "POST /api/auth/[...nextauth]": "everybody",
  "GET /api/cron/maintenance": "secret",
  "POST /api/cron/maintenance": "secret",
  "GET /api/health": "everybody",
  "GET /api/health/ready": "everybody",
  "POST /api/webhooks/resend": "secret",
  "GET /outbox/[id]/letter": "mailbox",
  "GET /outbox/next": "mailbox",
  "GET /dashboard/activity/export": "activity.export",
  "GET /dashboard/contacts/export": "contacts.export",
  "GET /dashboard/contacts/import/[id]/failed": "contacts.import",
  "POST /dashboard/contacts/import/upload": "contacts.import",
  "GET /dashboard/activity/newer": "activity.read",
  "GET /dashboard/find": "contacts.read",
  "GET /dashboard/settings/brand/letter": "settings.read",
  "GET /dashboard/settings/mails/[template]/letter": "settings.read",
};

/** By the folder of their actions.ts and their name. */
export const ACTIONS: Record<string, Rule> = {
  "/sign-in requestLink": "everybody",
  "/sign-out leave": "everybody",
  "/check-your-email enterCode": "everybody",
  "/check-your-email sendAgain": "everybody",
  "/magic-login/[token] continueHere": "everybody",
  "/magic-login/[token] renewLink": "everybody",
  "/not-me/[token] disown": "everybody",
  "/undo/[token] takeBack": "everybody",
  "/ leavePreview": "everybody",
  "/account changeEmail": "account.edit",
  "/account proveAgain": "account.edit",
  "/account endDevice": "account.sessions",
  "/account endOtherDevices": "account.sessions",
  "/account signOutEverywhere": "account.sessions",
  "/dashboard/again proveAgain": "staff.enter",
  "/dashboard/passkey beginAddingHere": "staff.enter",
  "/dashboard/passkey finishAddingHere": "staff.enter",
  "/dashboard/passkey beginProvingHere": "staff.enter",
  "/dashboard/passkey finishProvingHere": "staff.enter",
  "/dashboard/companies add": "companies.edit",
  "/dashboard/companies/[id] save": "companies.edit",
  "/dashboard/companies/[id] prove": "companies.edit",
  "/dashboard/companies/[id] remove": "companies.edit",
  "/dashboard/contacts add": "contacts.edit",
  "/dashboard/contacts/bulk begin": "contacts.edit",
  "/dashboard/contacts/bulk stop": "contacts.edit",
  "/dashboard/contacts/[id] saveDetails": "contacts.edit",
  "/dashboard/contacts/[id] send": "links.send",
  "/dashboard/contacts/[id] copy": "links.copy",
  "/dashboard/contacts/[id] revoke": "sessions.revoke",
  "/dashboard/contacts/[id] setActive": "contacts.edit",
  "/dashboard/contacts/[id] setAccess": "contacts.edit",
  "/dashboard/contacts/[id] changeEmail": "contacts.edit",
  "/dashboard/contacts/[id] partner": "contacts.edit",
  "/dashboard/contacts/[id] dropPartner": "contacts.edit",
  "/dashboard/contacts/[id] swap": "contacts.edit",
  "/dashboard/contacts/[id] merge": "contacts.delete",
  "/dashboard/contacts/[id] remove": "contacts.delete",
  "/dashboard/contacts/[id]/preview preview": "contacts.preview",
  "/dashboard/contacts/import/[id] start": "contacts.import",
  "/dashboard/contacts/import/[id] undo": "contacts.import",
  "/dashboard/contacts/import/[id] discard": "contacts.import",
  "/dashboard/doctor sendFromDoctor": "links.send",
  "/dashboard/doctor cure": "mail.clear_suppression",
  "/dashboard/doctor askCode": "settings.edit",
  "/dashboard/mail resend": "mail.resend",
  "/dashboard/mail allowAgain": "mail.clear_suppression",
  "/dashboard/settings/brand save": "settings.edit",
  "/dashboard/settings/general add": "settings.domains",
  "/dashboard/settings/general check": "settings.domains",
  "/dashboard/settings/general main": "settings.domains",
  "/dashboard/settings/general remove": "settings.domains",
  "/dashboard/settings/fields add": "settings.edit",
  "/dashboard/settings/fields remove": "settings.edit",
  "/dashboard/settings/general save": "settings.edit",
  "/dashboard/settings/limits save": "settings.edit",
  "/dashboard/settings/policies backToOnePress": "settings.edit",
  "/dashboard/settings/policies/[purpose] save": "settings.edit",
  "/dashboard/settings/policies/preset apply": "settings.edit",
  "/dashboard/settings/sessions save": "settings.edit",
  "/dashboard/settings/mails/[template] saveWords": "settings.edit",
  "/dashboard/settings/mails/[template] sendToMe": "settings.edit",
  "/dashboard/settings/sender save": "settings.edit",
  "/dashboard/settings/sender addDomain": "settings.edit",
  "/dashboard/settings/sender checkDomain": "settings.edit",
  "/dashboard/settings/sender removeDomain": "settings.edit",
  "/dashboard/settings/sender keepDkim": "settings.edit",
  "/dashboard/settings/sender testMail": "settings.edit",
  "/dashboard/settings/passkeys remove": "staff.self",
  "/dashboard/settings/staff resetKeys": "staff.manage",
  "/dashboard/settings/staff setMode": "staff.manage",
  "/dashboard/settings/staff invite": "staff.manage",
  "/dashboard/settings/staff sendAgain": "staff.manage",
  "/dashboard/settings/staff setRole": "staff.manage",
  "/dashboard/settings/staff remove": "staff.manage",
};

/** What there is, by the file system. */
export const findPages = (): string[] => filesNamed("page.tsx").map(pathOf).sort();

export const findHandlers = (): string[] =>
  filesNamed("route.ts")
    .flatMap((file) =>
      exported(file, /^export (?:(?:async )?function|const) (GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/gm).map((method) => `${method} ${pathOf(file)}`),
    )
    .sort();

export const findActions = (): string[] =>
  filesNamed("actions.ts")
    .flatMap((file) => exported(file, /^export async function (\w+)/gm).map((name) => actionKey(file, name)))
    .sort();

export const actionKey = (file: string, name: string): string => `${pathOf(file)} ${name}`;

const filesNamed = (name: string): string[] =>
  readdirSync("app", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === name)
    .map((entry) => join(entry.parentPath, entry.name));

const exported = (file: string, pattern: RegExp): string[] => [...readFileSync(file, "utf8").matchAll(pattern)].map(([, name]) => name!);

/** app/dashboard/(inside)/mail/page.tsx → /dashboard/mail */
const pathOf = (file: string): string =>
  `/${file
    .split(/[\\/]/)
    .slice(1, -1)
    .filter((part) => !/^\(.*\)$/.test(part))
    .join("/")}`;
