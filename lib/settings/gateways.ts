// Settings, Policies: domains whose mail filters press buttons, where links ask for the code as well (SPEC L4).
import { record } from "../activity";
import { db, transaction } from "../plumbing/db";
import { domainOf, parseEmail } from "../values/email-address";
import { type Actor, allow, type Staff } from "../viewer";

const MAX_SHOWN = 200;

export interface CodeDomain {
  domain: string;
  /** How often its filter opened links and pressed their buttons, and when last. */
  openings: number;
  presses: number;
  lastAt: Date;
}

export async function codeDomains(viewer: Staff): Promise<CodeDomain[]> {
  const { workspaceId } = allow(viewer, "settings.read");
  const select = { domain: true, openings: true, presses: true, lastAt: true } as const;
  return db().mailGateway.findMany({ where: { workspaceId, confirmCode: true }, orderBy: { domain: "asc" }, take: MAX_SHOWN, select });
}

/** From now on links to this domain ask for the code as well: a filter that presses buttons can't spend them. */
export async function askForCodeAt(viewer: Staff, typed: unknown): Promise<boolean> {
  const by = allow(viewer, "settings.edit");
  const domain = parseDomain(typed);
  if (!domain) return false;
  const known = { workspaceId: by.workspaceId, domain };
  await db().mailGateway.upsert({ where: { workspaceId_domain: known }, create: known, update: {} });
  await change(by, domain, "button", "code");
  return true;
}

/** Links that are sent from now on are as their policies say. False: they were already. */
export async function backToOnePressAt(viewer: Staff, typed: unknown): Promise<boolean> {
  const by = allow(viewer, "settings.edit");
  const domain = parseDomain(typed);
  return domain ? change(by, domain, "code", "button") : false;
}

const parseDomain = (typed: unknown): string => (typeof typed === "string" ? domainOf(parseEmail(`x@${typed}`)?.key ?? "") : "");

/** Written down by whoever changed it, and by nobody who came second. */
const change = (by: Actor, domain: string, before: "button" | "code", after: "button" | "code"): Promise<boolean> =>
  transaction(async (tx) => {
    const { count } = await tx.mailGateway.updateMany({
      where: { workspaceId: by.workspaceId, domain, confirmCode: before === "code" },
      data: { confirmCode: after === "code" },
    });
    if (count) await record(tx, by, "settings.changed", {}, { area: `links to ${domain}`, changes: { confirmation: [before, after] } });
    return count > 0;
  });
