// The scanner ledger (SPEC L4): openings that changed nothing, and what they looked like. Written after the page was sent.
import { entry, record, system } from "../activity";
import type { Refusal } from "../activity/actions";
import { bucket, take } from "../limits";
import { type Link, type Look, look } from "../links";
import { db, sql, transaction } from "../plumbing/db";
import { domainOf } from "../values/email-address";
import { newId } from "../values/id";
import { DAY_MS } from "../values/time";
import { type Visitor, visiting } from "../viewer";
import type { Workspace } from "../workspaces";

const MAX_USER_AGENT = 300;
/** Of one link and one kind of looks: whoever holds a link may open it all day, and can't fill the table. */
const MAX_OPENINGS = 25;
/** Of one link and one reason. */
const REFUSALS_A_DAY = 3;
/** Mail filters that say who they are; the others are told by having no cookies and no human pace. */
const SCANNERS =
  /bot|crawl|spider|preview|scan|safelinks|barracuda|proofpoint|mimecast|oneoutlook|skypeuri|python|curl|wget|java\/|go-http|headless|facebookexternalhit|slack|whatsapp|telegram/i;

export type Looks = "asking_browser" | "known_device" | "browser" | "scanner";

export async function noteOpening(workspace: Workspace, visitor: Visitor, seen: Look): Promise<void> {
  if (seen.state === "go" || seen.state === "previewing" || !seen.link) return;
  const { link } = seen;
  const looks = looksLike(visitor, link.askedHere, link.knownDevice);
  const values = [newId(), workspace.id, link.id, new Date(), visitor.ip, visitor.userAgent.slice(0, MAX_USER_AGENT), looks];
  await sql(NOTE, values, "openings-note");
  if (looks === "scanner") await noteGateway(workspace.id, mailedDomain(link), "openings");
  else if (seen.state === "dead" && seen.why !== "unknown") await noteRefusal(workspace, visitor, link, seen.why);
}

/** A link that was opened and did not work: staff see which, and why. */
async function noteRefusal(workspace: Workspace, visitor: Visitor, { id: linkId, contactId, staffId, purpose }: Link, reason: Refusal): Promise<void> {
  if (!(await take(bucket("refused", [workspace.id, linkId, reason], REFUSALS_A_DAY, DAY_MS))).ok) return;
  const about = { contactId, staffId, linkId, ok: false };
  await transaction((tx) => record(tx, visiting(workspace.id, visitor), "link.refused", about, { purpose, reason }));
}

const NOTE = `INSERT INTO "LinkOpening" (id, "workspaceId", "linkId", at, method, ip, "userAgent", looks)
  SELECT $1::uuid, $2::uuid, $3::uuid, $4::timestamptz, 'GET', $5, $6, $7
  WHERE (SELECT count(*) FROM "LinkOpening" WHERE "workspaceId" = $2::uuid AND "linkId" = $3::uuid AND looks = $7) < ${MAX_OPENINGS}`;

/** Its opening pressed, too: the doctor tells the one from the other. */
const PRESS = `UPDATE "LinkOpening" SET pressed = true WHERE id = (
  SELECT id FROM "LinkOpening" WHERE "workspaceId" = $1::uuid AND "linkId" = $2::uuid AND looks = 'scanner' ORDER BY at DESC LIMIT 1)`;

/** Where the mail went: a change of address is confirmed at the new one. */
const mailedDomain = ({ newEmail, emailKey }: Link): string => domainOf((newEmail ?? emailKey).toLowerCase());

export const looksLike = (visitor: Visitor, askedHere: boolean, knownDevice: boolean): Looks =>
  askedHere ? "asking_browser" : knownDevice ? "known_device" : !visitor.userAgent || SCANNERS.test(visitor.userAgent) ? "scanner" : "browser";

/** A press that looks like a scanner's is told to staff, who can move that domain to `confirm: code`. */
export async function notePress(workspace: Workspace, visitor: Visitor, token: string): Promise<void> {
  if (looksLike(visitor, false, false) !== "scanner") return;
  const seen = await look(workspace, visitor, null, token);
  if (seen.state !== "dead" || !seen.link) return;
  const { link } = seen;
  const domain = mailedDomain(link);
  await sql(PRESS, [workspace.id, link.id], "openings-press");
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
