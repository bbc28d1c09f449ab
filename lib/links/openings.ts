// The scanner ledger (SPEC L4): openings that changed nothing, and what they looked like. Written after the page was sent.
import { entry, system } from "../activity";
import { type Look, look } from "../links";
import { db, sql, transaction } from "../plumbing/db";
import { domainOf } from "../values/email-address";
import { newId } from "../values/id";
import type { Visitor } from "../viewer";
import type { Workspace } from "../workspaces";

const MAX_USER_AGENT = 300;
/** Mail filters that say who they are; the others are told by having no cookies and no human pace. */
const SCANNERS =
  /bot|crawl|spider|preview|scan|safelinks|barracuda|proofpoint|mimecast|oneoutlook|skypeuri|python|curl|wget|java\/|go-http|headless|facebookexternalhit|slack|whatsapp|telegram/i;

export type Looks = "asking_browser" | "known_device" | "browser" | "scanner";

export async function noteOpening(workspace: Workspace, visitor: Visitor, seen: Look): Promise<void> {
  if (seen.state === "go" || !("link" in seen) || !seen.link) return;
  const { link } = seen;
  const looks = looksLike(visitor, link.askedHere, link.knownDevice);
  const values = [newId(), workspace.id, link.id, new Date(), visitor.ip, visitor.userAgent.slice(0, MAX_USER_AGENT), looks];
  await sql(NOTE, values, "openings-note");
  if (looks === "scanner") await noteGateway(workspace.id, domainOf(link.emailKey), "openings");
}

const NOTE = `INSERT INTO "LinkOpening" (id, "workspaceId", "linkId", at, method, ip, "userAgent", looks)
  VALUES ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz, 'GET', $5, $6, $7)`;

export const looksLike = (visitor: Visitor, askedHere: boolean, knownDevice: boolean): Looks =>
  askedHere ? "asking_browser" : knownDevice ? "known_device" : !visitor.userAgent || SCANNERS.test(visitor.userAgent) ? "scanner" : "browser";

/** A press that looks like a scanner's is told to staff, who can move that domain to `confirm: code`. */
export async function notePress(workspace: Workspace, visitor: Visitor, token: string): Promise<void> {
  if (looksLike(visitor, false, false) !== "scanner") return;
  const seen = await look(workspace, visitor, null, token);
  if (seen.state !== "dead" || !seen.link) return;
  const { link } = seen;
  const domain = domainOf(link.emailKey);
  await noteGateway(workspace.id, domain, "presses");
  await transaction((tx) =>
    tx.activity.create({
      data: entry(
        system(workspace.id),
        "link.pressed_by_scanner",
        { contactId: link.contactId, staffId: link.staffId, linkId: link.id, ok: false },
        { domain },
      ),
    }),
  );
}

async function noteGateway(workspaceId: string, domain: string, what: "openings" | "presses"): Promise<void> {
  await db().mailGateway.upsert({
    where: { workspaceId_domain: { workspaceId, domain } },
    create: { workspaceId, domain, [what]: 1 },
    update: { [what]: { increment: 1 }, lastAt: new Date() },
  });
}
