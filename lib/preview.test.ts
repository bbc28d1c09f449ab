import { beforeEach, describe, expect, it } from "vitest";
import { Role } from "@/prisma/generated/enums";
import { askEmailChange } from "./account/email-change";
import { listActivity } from "./activity/list";
import { look } from "./links";
import { redeem } from "./links/redeem";
import { sendLink } from "./links/send";
import { PERMISSIONS } from "./permissions";
import { db } from "./plumbing/db";
import { endPreview, previewed, previewOf, startPreview } from "./preview";
import { endMyDevice, endMyOtherDevices, myDevices, signOut } from "./sessions";
import { changeRole } from "./staff";
import { type Cast, cast, type Person, TestBrowser } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { forgetLimits, liveSessions, signInAs, visit } from "./testing/door";
import { secretOfLink } from "./testing/mailbox";
import { ago, MINUTE_MS } from "./values/time";
import { allow, type Member, NotAllowed, personOf, type Staff } from "./viewer";

useDatabase();

const READS = ["portal.read", "account.read"];

let c: Cast;
let browser: TestBrowser;
let sam: Staff;
beforeEach(async () => {
  await forgetLimits();
  c = await cast();
  browser = new TestBrowser();
  sam = (await signInAs(c, browser, "agent@example.com", "staff_login")) as Staff;
});

const me = async () => (await visit(c, browser)) as Staff;

/** Starts it, and gives the member as this browser sees them then. */
async function looking(at: Person = c.ada): Promise<Member> {
  expect(await startPreview(sam, at.contactId, "cannot find the invoice")).toEqual({ ok: true, name: at.name });
  return (await previewed(await me()))!;
}

describe("a preview", () => {
  it("shows the portal as this member sees it, and staff stay who they are", async () => {
    const ada = await looking();
    expect(ada).toMatchObject({ kind: "member", contactId: c.ada.contactId, name: "Ada", email: "ada@example.com", scope: "portal" });
    expect(await me()).toMatchObject({ kind: "staff", staffId: sam.staffId, role: "agent" });
    expect(personOf(ada)).toEqual({ id: sam.staffId, name: sam.name }); // what a colleague's older tab is told
  });

  it("is in the activity log and in the contact's history, with the reason, by whoever looked", async () => {
    await looking();
    const { entries } = await listActivity(c.staff.viewer, { contactId: c.ada.contactId });
    expect(entries[0]).toMatchObject({ sentence: "agent looked at the portal as Ada sees it: “cannot find the invoice”.", actor: "staff", type: "CONTACT" });
  });

  it("needs a reason, a contact of this workspace, and a role that may", async () => {
    for (const why of ["", "  ", "x", null, undefined, ["a", "b"], "\u200b\u200b\u200b", "\n\t"])
      expect(await startPreview(sam, c.ada.contactId, why)).toEqual({ ok: false, reason: "why" });
    const other = await cast("desk");
    for (const id of [other.ada.contactId, sam.staffId, "x", null]) {
      expect(await startPreview(sam, id, "a reason")).toEqual({ ok: false, reason: "not_found" });
      expect(await previewOf(sam, id)).toBeNull();
    }
    for (const role of Object.values(Role)) {
      const started = startPreview(c.staff[role], c.ada.contactId, "a reason");
      if (role === "viewer") await expect(started).rejects.toThrow(NotAllowed);
      else expect(await started).toEqual({ ok: false, reason: "not_found" }); // these have no session
    }
    expect(await db().activity.count({ where: { workspaceId: c.workspace.id, action: "contact.previewed" } })).toBe(0);
    expect((await me()).preview).toBeUndefined();
  });

  it("keeps the reason to one line of plain text, and all of it: more than there is room for is said (I13)", async () => {
    expect(await startPreview(sam, c.ada.contactId, "x".repeat(201))).toEqual({ ok: false, reason: "too_long", field: "why", max: 200, length: 201 });
    await startPreview(sam, c.ada.contactId, `a\r\nb\u202e ${"x".repeat(196)}`);
    const { data } = await db().activity.findFirstOrThrow({ where: { workspaceId: c.workspace.id, action: "contact.previewed" } });
    expect(data).toEqual({ reason: `a b ${"x".repeat(196)}` });
  });

  it("leaves no trace on the member: not seen, not signed in, no device", async () => {
    const before = await db().contact.findUniqueOrThrow({ where: { id: c.ada.contactId } });
    const ada = await looking();
    expect((await myDevices(ada)).devices.filter(({ current }) => current)).toEqual([]);
    expect(await db().contact.findUniqueOrThrow({ where: { id: c.ada.contactId } })).toEqual(before);
    expect(await liveSessions(c.ada.contactId)).toBe(0);
  });

  it("belongs to the browser it was started in", async () => {
    const second = new TestBrowser("203.0.113.99");
    await signInAs(c, second, "agent@example.com", "staff_login");
    await looking();
    expect(((await visit(c, second)) as Staff).preview).toBeUndefined();
  });
});

describe("nobody acts through it", () => {
  it("it may read, and nothing else that there is", async () => {
    const ada = await looking();
    expect(PERMISSIONS.filter((permission) => allows(ada, permission))).toEqual(READS);
  });

  it("whatever a member can do is refused, and nothing is changed", async () => {
    const own = new TestBrowser("203.0.113.50");
    const real = (await signInAs(c, own, "ada@example.com")) as Member;
    const ada = await looking();
    const acts = [() => askEmailChange(ada, "mallory@example.com"), () => endMyDevice(ada, real.sessionId), () => endMyOtherDevices(ada), () => signOut(ada)];
    for (const act of acts) await expect(act()).rejects.toThrow(NotAllowed);
    expect(await liveSessions(c.ada.contactId)).toBe(1);
    expect(await me()).toMatchObject({ kind: "staff" });
    expect(await db().signInLink.count({ where: { workspaceId: c.workspace.id, purpose: "email_change" } })).toBe(0);
  });

  it("what it would write is written as staff's doing", async () => {
    const ada = await looking();
    expect(allow(ada, "portal.read")).toMatchObject({ actor: "staff", staffId: sam.staffId, contactId: c.ada.contactId });
  });

  it("it never counts as a fresh sign-in of the member", async () => {
    expect((await looking()).freshAt.getTime()).toBe(0);
  });

  it("no link of the member signs this browser in while it lasts, and none is spent", async () => {
    const sent = await sendLink(c.staff.agent, c.ada.contactId, { purpose: "portal_login" });
    const { token } = await secretOfLink(sent.ok ? sent.linkId : "");
    await looking();
    expect(await look(c.workspace, browser.visitor, await me(), token!)).toMatchObject({ state: "previewing" });
    for (const press of [{ confirmed: true }, { confirmed: true, switchPerson: true }])
      expect(await redeem(c.workspace, browser.visitor, await me(), token!, press)).toMatchObject({ ok: false, reason: "look" });
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    await endPreview(await me());
    expect(await look(c.workspace, browser.visitor, await me(), token!)).toMatchObject({ state: "other_person" });
  });
});

describe("it is over", () => {
  const over = async () => expect(await previewed(await me())).toBeNull();

  it("after a quarter of an hour", async () => {
    const ada = await looking();
    expect(ada.preview!.until.getTime() - Date.now()).toBeGreaterThan(14 * MINUTE_MS);
    expect(ada.preview!.until.getTime() - Date.now()).toBeLessThanOrEqual(15 * MINUTE_MS);
    await db().session.update({ where: { id: sam.sessionId }, data: { previewUntil: ago(1) } });
    await over();
  });

  it("when it is ended, also twice", async () => {
    await looking();
    await endPreview(await me());
    await endPreview(await me());
    await over();
    expect((await me()).preview).toBeUndefined();
  });

  it("when staff sign out", async () => {
    await looking();
    await signOut(await me());
    expect(await me()).toBeNull();
  });

  it("when their role no longer may", async () => {
    await looking();
    const owner = new TestBrowser("203.0.113.60");
    await changeRole((await signInAs(c, owner, "owner@example.com", "staff_login")) as Staff, sam.staffId, "viewer");
    await over();
  });

  it("when the contact is gone", async () => {
    await looking();
    await db().contact.delete({ where: { id: c.ada.contactId } });
    await over();
  });
});

function allows(viewer: Member, permission: (typeof PERMISSIONS)[number]): boolean {
  try {
    return Boolean(allow(viewer, permission));
  } catch {
    return false;
  }
}
