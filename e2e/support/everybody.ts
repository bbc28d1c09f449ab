// One browser for everybody there is (SPEC D1): each role, a member, people who were removed, who belong elsewhere, or whom nobody knows.
import { storeSession } from "@/lib/testing/session";
import { workspaceByHost } from "@/lib/workspaces";
import type { Role } from "@/prisma/generated/enums";
import { PlainBrowser } from "./form";
import { colleague, database, person } from "./people";

const port = Number(process.env.E2E_PORT ?? 3917);

export const EVERYBODY = ["owner", "admin", "agent", "viewer", "half staff", "member", "removed", "elsewhere", "signed out"] as const;
export type Somebody = (typeof EVERYBODY)[number];

/** A browser that is signed in as this person, on the host of this workspace. */
export async function browserOf(who: Somebody, slug: string): Promise<PlainBrowser> {
  const browser = new PlainBrowser(port, `${slug}.localhost:${port}`);
  if (who === "signed out") return browser;
  const value = await sessionOf(who, slug);
  browser.cookies.set("foyer.session", value);
  return browser;
}

async function sessionOf(who: Exclude<Somebody, "signed out">, here: string): Promise<string> {
  if (who === "member") {
    const ada = await person({ slug: here });
    return sessionFor(here, { kind: "member", contactId: ada.id, addressId: ada.addressId });
  }
  const slug = who === "elsewhere" ? "desk" : here;
  const role: Role = who === "elsewhere" || who === "removed" || who === "half staff" ? "owner" : who;
  const sam = await colleague({ slug, role });
  if (who === "removed") await (await database()).staff.update({ where: { id: sam.id }, data: { removedAt: new Date() } });
  if (who === "half staff") await hasPasskey(sam);
  return sessionFor(slug, { kind: "staff", staffId: sam.id });
}

/** Signed in by a link, and not by the passkey they have. */
const hasPasskey = async ({ id, workspaceId }: { id: string; workspaceId: string }) =>
  (await database()).passkey.create({ data: { workspaceId, staffId: id, credentialId: id, publicKey: new Uint8Array(1), label: "A test's" } });

/** The cookie of a session as it is right after signing in by a link. */
export async function sessionFor(slug: string, whose: Parameters<typeof storeSession>[1]): Promise<string> {
  await database();
  return storeSession((await workspaceByHost(`${slug}.localhost:${port}`))!, whose);
}
