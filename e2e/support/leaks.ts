// Finds in what servers printed whatever opens a door or names a person: by its look, and by what was really issued (SPEC 12.4).
import type { PrismaClient } from "@/prisma/generated/client";

/** Two addresses of the demo, told to whoever started a server on their own machine; a deployment has none. */
const TOLD_AT_START = /^ {2}(?:Sign in as a member|As staff, at \/dashboard\/sign-in) .*$/gm;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
const SHAPES: [what: string, shape: RegExp][] = [
  ["a link's secret or a hash", /[A-Za-z0-9]{64,}/g],
  ["a cookie's secret", /[A-Za-z0-9_-]{43,}/g],
  ["a code", /\b[23456789BCDFGHJKMNPQRSTVWXYZ]{4}-[23456789BCDFGHJKMNPQRSTVWXYZ]{4}\b/g],
  ["an address", /[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi],
  ["a key", /\b(?:re|whsec|sk)_[A-Za-z0-9+/=-]{8,}/g],
  ["a password of a database or mail server", /\b(?:postgres(?:ql)?|smtps?):\/\/[^\s@/[]+@/g],
];
/** Anything shorter is found by chance. */
const SHORTEST = 6;
const WORDS = /[A-Za-z0-9_.@%+=/-]{6,}/g;

/** What was found, each with its kind; `issued`: what must not be there whatever it looks like. */
export function leaksIn(output: string, issued: Iterable<string>): string[] {
  const said = output.replace(TOLD_AT_START, "").replace(UUID, "");
  const shaped = SHAPES.flatMap(([what, shape]) => (said.match(shape) ?? []).map((found) => `${what}: ${found}`));
  // Lines repeat themselves; their different words are few enough to look for thousands of secrets in them.
  const words = [...new Set(said.toLowerCase().match(WORDS))].join("\n");
  const known = [...issued].filter((secret) => secret.length >= SHORTEST && words.includes(secret.toLowerCase())).map((secret) => `issued: ${secret}`);
  return [...new Set([...shaped, ...known])];
}

/** Everything this database has ever handed out or been told, as far as it can be read: links and codes of its mails, and all addresses. */
export async function issuedBy(db: PrismaClient): Promise<Set<string>> {
  const mails = await db.outboxMail.findMany({ select: { to: true, links: true, code: true } });
  const requests = await db.linkRequest.findMany({ select: { typed: true } });
  const links = await db.signInLink.findMany({ select: { emailKey: true, newEmail: true } });
  const addresses = await db.address.findMany({ select: { email: true } });
  const staff = await db.staff.findMany({ select: { email: true } });
  const codes = mails.flatMap(({ code }) => (code ? [code, code.replace("-", "")] : []));
  const tokens = mails.flatMap(({ links: all }) => all.flatMap((link) => link.match(/[A-Za-z0-9]{64}/g) ?? []));
  const people = [
    ...mails.map(({ to }) => to),
    ...requests.map(({ typed }) => typed),
    ...links.flatMap(({ emailKey, newEmail }) => [emailKey, newEmail ?? ""]),
  ];
  return new Set([...codes, ...tokens, ...people, ...addresses.map(({ email }) => email), ...staff.map(({ email }) => email)]);
}

/** Of the settings a server was started with, those it must keep to itself. */
export const secretSettings = (settings: Record<string, string | undefined>): string[] =>
  Object.entries(settings).flatMap(([name, value = ""]) => {
    if (/SECRET|KEY|PASSWORD|TOKEN/.test(name)) return value.split(",");
    return /_URL$/.test(name) && URL.canParse(value) && new URL(value).password ? [new URL(value).password] : [];
  });
