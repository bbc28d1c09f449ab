import { beforeEach, describe, expect, it } from "vitest";
import { Role } from "@/prisma/generated/enums";
import { sentence } from "./activity";
import { look } from "./links";
import { openSealed } from "./mail/sealed";
import { db } from "./plumbing/db";
import { viewerOf } from "./sessions";
import { changeRole, inviteAgain, inviteStaff, listStaff, removeStaff, renameMyself } from "./staff";
import { type Cast, cast, TestBrowser } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { forgetLimits, press, signInAs } from "./testing/door";
import { MINUTE_MS } from "./values/time";
import { makeViewer, NotAllowed, type Staff } from "./viewer";

useDatabase();

let c: Cast;
beforeEach(async () => {
  await forgetLimits();
  c = await cast();
});

const tokenFor = async (email: string) => {
  const mail = await db().mail.findFirstOrThrow({ where: { workspaceId: c.workspace.id, toKey: email, sealed: { not: null } }, orderBy: { id: "desc" } });
  return openSealed(mail.id, Buffer.from(mail.sealed!)).secret!.path.split("/").pop()!;
};
const rowOf = (email: string) => db().staff.findUniqueOrThrow({ where: { workspaceId_emailKey: { workspaceId: c.workspace.id, emailKey: email } } });
const again = (viewer: Staff, more: Partial<Staff>): Staff => makeViewer<Staff>(c.workspace, { ...viewer, ...more });
const secondOwner = () =>
  db().staff.create({
    data: { workspaceId: c.workspace.id, name: "Otto", email: "otto@example.com", emailKey: "otto@example.com", role: "owner", acceptedAt: new Date() },
  });
const owners = () => db().staff.count({ where: { workspaceId: c.workspace.id, role: "owner", removedAt: null } });

describe("an invitation", () => {
  it("comes by mail, and opening its link is how it is accepted", async () => {
    expect(await inviteStaff(c.staff.owner, { email: " New@Example.com ", name: "Nia New", role: "agent" })).toEqual({ ok: true, email: "New@example.com" });
    const mail = await db().mail.findFirstOrThrow({ where: { workspaceId: c.workspace.id, template: "staff_invitation" } });
    expect(mail).toMatchObject({ to: "New@example.com", data: { name: "Nia New", role: "agent", byName: "owner" } });
    const browser = new TestBrowser();
    expect(await press(c, browser, await tokenFor("new@example.com"))).toMatchObject({ ok: true, destination: "/dashboard/contacts" });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ kind: "staff", role: "agent", name: "Nia New" });
    expect((await listStaff(c.staff.viewer)).find((s) => s.name === "Nia New")).toMatchObject({ joined: true, sessions: 1, self: false });
    expect(await db().activity.findFirst({ where: { workspaceId: c.workspace.id, action: "staff.invited" } })).toMatchObject({
      staffId: c.staff.owner.staffId,
      data: { email: "New@example.com", role: "agent" },
    });
  });

  it("goes to one address three times a day at most, however it is asked for, and others still get theirs", async () => {
    const { owner } = c.staff;
    const typed = { email: "stranger@example.com", name: "", role: "viewer" };
    expect(await inviteStaff(owner, typed)).toMatchObject({ ok: true });
    const { id } = await rowOf(typed.email);
    for (let i = 0; i < 2; i++) expect(await inviteAgain(owner, id)).toMatchObject({ ok: true });
    for (let i = 0; i < 20; i++) expect(await inviteAgain(owner, id)).toEqual({ ok: false, reason: "limited_address" });
    await removeStaff(owner, id);
    expect(await inviteStaff(owner, typed)).toEqual({ ok: false, reason: "limited_address" });
    expect(await db().mail.count({ where: { workspaceId: c.workspace.id, toKey: typed.email } })).toBe(3);
    expect(await inviteStaff(owner, { ...typed, email: "other@example.com" })).toMatchObject({ ok: true });
  });

  it("opens the address it was sent to and no other, in the role the row says when it is opened", async () => {
    await inviteStaff(c.staff.owner, { email: "new@example.com", name: "", role: "admin" });
    const row = await rowOf("new@example.com");
    await changeRole(c.staff.owner, row.id, "viewer");
    const token = await tokenFor("new@example.com");
    await db().staff.update({ where: { id: row.id }, data: { email: "other@example.com", emailKey: "other@example.com" } });
    expect(await look(c.workspace, new TestBrowser().visitor, null, token)).toMatchObject({ state: "dead", why: "address_changed" });
    await db().staff.update({ where: { id: row.id }, data: { email: "new@example.com", emailKey: "new@example.com" } });
    const browser = new TestBrowser();
    await press(c, browser, token);
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ role: "viewer" });
  });

  it("sent again replaces the one before, and is refused once they joined", async () => {
    await inviteStaff(c.staff.owner, { email: "new@example.com", name: "Nia", role: "agent" });
    const first = await tokenFor("new@example.com");
    const { id } = await rowOf("new@example.com");
    expect(await inviteAgain(c.staff.owner, id)).toMatchObject({ ok: true });
    const second = await tokenFor("new@example.com");
    expect(await look(c.workspace, new TestBrowser().visitor, null, first)).toMatchObject({ state: "dead", why: "revoked" });
    expect(await press(c, new TestBrowser(), second)).toMatchObject({ ok: true });
    expect(await inviteAgain(c.staff.owner, id)).toEqual({ ok: false, reason: "joined" });
  });

  it("says what is wrong with what was typed, and invites nobody then", async () => {
    const invite = (more: object) => inviteStaff(c.staff.owner, { email: "new@example.com", name: "Nia", role: "agent", ...more });
    expect(await invite({ email: "nobody" })).toEqual({ ok: false, reason: "email" });
    for (const role of ["god", "toString", "__proto__", null, ["owner"]]) expect(await invite({ role })).toEqual({ ok: false, reason: "role" });
    expect(await invite({ name: "N".repeat(81) })).toEqual({ ok: false, reason: "too_long", field: "name", max: 80, length: 81 });
    expect(await invite({ email: "AGENT@example.com" })).toEqual({ ok: false, reason: "exists" });
    await db().suppression.create({ data: { workspaceId: c.workspace.id, emailKey: "new@example.com", reason: "bounced" } });
    expect(await invite({})).toEqual({ ok: false, reason: "suppressed" });
    expect(await db().staff.count({ where: { workspaceId: c.workspace.id } })).toBe(4);
  });

  it("twenty times at once for one address makes one colleague", async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => inviteStaff(c.staff.owner, { email: "new@example.com", name: "Nia", role: "agent" })));
    expect(results.filter((r) => r.ok)).toHaveLength(1);
    expect(new Set(results.filter((r) => !r.ok).map((r) => !r.ok && r.reason))).toEqual(new Set(["exists"]));
  });

  it("is limited, so that nobody's mailbox is filled", async () => {
    const results = [];
    for (let i = 0; i < 31; i++) results.push(await inviteStaff(c.staff.owner, { email: `new${i}@example.com`, name: "", role: "viewer" }));
    expect(results.filter((r) => r.ok)).toHaveLength(30);
    expect(results.at(-1)).toEqual({ ok: false, reason: "limited" });
  });

  it("brings back somebody who was removed, with the new role and none of the old links", async () => {
    await inviteStaff(c.staff.owner, { email: "new@example.com", name: "Nia", role: "admin" });
    const old = await tokenFor("new@example.com");
    await removeStaff(c.staff.owner, (await rowOf("new@example.com")).id);
    expect(await inviteStaff(c.staff.owner, { email: "new@example.com", name: "Nia", role: "viewer" })).toMatchObject({ ok: true });
    expect(await look(c.workspace, new TestBrowser().visitor, null, old)).toMatchObject({ state: "dead", why: "revoked" });
    expect(await rowOf("new@example.com")).toMatchObject({ role: "viewer", acceptedAt: null, removedAt: null });
  });
});

describe("a role", () => {
  it("counts from the next request on", async () => {
    const browser = new TestBrowser();
    await signInAs(c, browser, "admin@example.com", "staff_login");
    expect(await changeRole(c.staff.owner, c.staff.admin.staffId, "viewer")).toEqual({ ok: true, name: "admin", role: "viewer" });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ role: "viewer" });
  });

  it("is nobody's own to raise: only owners change roles, invite and remove", async () => {
    for (const role of ["admin", "agent", "viewer"] as const) {
      const viewer = c.staff[role];
      await expect(changeRole(viewer, viewer.staffId, "owner")).rejects.toThrow(NotAllowed);
      await expect(inviteStaff(viewer, { email: "x@example.com", name: "", role: "viewer" })).rejects.toThrow(NotAllowed);
      await expect(inviteAgain(viewer, viewer.staffId)).rejects.toThrow(NotAllowed);
      await expect(removeStaff(viewer, c.staff.owner.staffId)).rejects.toThrow(NotAllowed);
    }
  });

  it("of an owner who was demoted while the page stood open opens nothing any more", async () => {
    const otto = await secondOwner();
    const stale = again(c.staff.owner, { staffId: otto.id });
    expect(await changeRole(c.staff.owner, otto.id, "agent")).toMatchObject({ ok: true });
    expect(await changeRole(stale, otto.id, "owner")).toEqual({ ok: false, reason: "not_found" });
    expect(await removeStaff(stale, c.staff.owner.staffId)).toEqual({ ok: false, reason: "not_found" });
  });

  it("asks for a fresh sign-in, which a passkey is as well", async () => {
    const old = new Date(Date.now() - 16 * MINUTE_MS);
    const stale = again(c.staff.owner, { freshAt: old });
    expect(await changeRole(stale, c.staff.agent.staffId, "viewer")).toEqual({ ok: false, reason: "not_fresh" });
    expect(await removeStaff(stale, c.staff.agent.staffId)).toEqual({ ok: false, reason: "not_fresh" });
    expect(await inviteStaff(stale, { email: "x@example.com", name: "", role: "viewer" })).toEqual({ ok: false, reason: "not_fresh" });
    expect(await inviteAgain(stale, c.staff.agent.staffId)).toEqual({ ok: false, reason: "not_fresh" });
    expect(await changeRole(again(c.staff.owner, { freshAt: old, passkeyAt: new Date() }), c.staff.agent.staffId, "viewer")).toMatchObject({ ok: true });
  });
});

describe("the last owner", () => {
  it("can be neither removed nor demoted, also not by themselves", async () => {
    const { staffId } = c.staff.owner;
    expect(await removeStaff(c.staff.owner, staffId)).toEqual({ ok: false, reason: "last_owner" });
    expect(await changeRole(c.staff.owner, staffId, "admin")).toEqual({ ok: false, reason: "last_owner" });
    expect(await owners()).toBe(1);
  });

  it("is not replaced by one who was only invited", async () => {
    await inviteStaff(c.staff.owner, { email: "otto@example.com", name: "Otto", role: "owner" });
    expect(await removeStaff(c.staff.owner, c.staff.owner.staffId)).toEqual({ ok: false, reason: "last_owner" });
  });

  it("stays when two owners remove or demote each other at the same moment", async () => {
    for (let trial = 0; trial < 10; trial++) {
      c = await cast();
      const otto = await secondOwner();
      const other = again(c.staff.owner, { staffId: otto.id });
      await Promise.all([
        removeStaff(c.staff.owner, otto.id),
        removeStaff(other, c.staff.owner.staffId),
        changeRole(c.staff.owner, c.staff.owner.staffId, "viewer"),
        changeRole(other, otto.id, "agent"),
      ]);
      expect(await owners()).toBeGreaterThanOrEqual(1);
    }
  });
});

describe("removing somebody", () => {
  it("ends sessions and links at once, and forgets passkeys and known browsers", async () => {
    const [phone, desk] = [new TestBrowser("198.51.100.1"), new TestBrowser("198.51.100.2")];
    for (const browser of [phone, desk]) await signInAs(c, browser, "agent@example.com", "staff_login");
    const { staffId } = c.staff.agent;
    await db().passkey.create({ data: { workspaceId: c.workspace.id, staffId, credentialId: "x", publicKey: new Uint8Array(1), label: "Key" } });
    expect(await removeStaff(c.staff.owner, staffId)).toEqual({ ok: true, name: "agent", sessions: 2 });
    for (const browser of [phone, desk]) expect(await viewerOf(c.workspace, browser.visitor)).toBeNull();
    expect(await db().signInLink.count({ where: { staffId, usedAt: null, revokedAt: null } })).toBe(0);
    expect(await db().passkey.count({ where: { staffId } })).toBe(0);
    expect(await db().device.count({ where: { workspaceId: c.workspace.id, emailKey: "agent@example.com" } })).toBe(0);
    const entry = await db().activity.findFirstOrThrow({ where: { workspaceId: c.workspace.id, action: "staff.removed" } });
    expect(sentence(entry.action, entry.data, { who: "Olga", whom: "" })).toBe("Olga removed agent from the staff and ended 2 sessions.");
  });

  it("leaves no session when they sign in at the same moment", async () => {
    for (let trial = 0; trial < 8; trial++) {
      await forgetLimits();
      c = await cast();
      await inviteStaff(c.staff.owner, { email: "new@example.com", name: "Nia", role: "agent" });
      const { id } = await rowOf("new@example.com");
      const token = await tokenFor("new@example.com");
      await Promise.all([removeStaff(c.staff.owner, id), ...Array.from({ length: 4 }, () => press(c, new TestBrowser(), token))]);
      expect(await db().session.count({ where: { staffId: id, endedAt: null } })).toBe(0);
    }
  });
});

it("people of another workspace are not found, whatever is done to them", async () => {
  const other = await cast("agency");
  const { staffId } = other.staff.agent;
  expect(await changeRole(c.staff.owner, staffId, "viewer")).toEqual({ ok: false, reason: "not_found" });
  expect(await removeStaff(c.staff.owner, staffId)).toEqual({ ok: false, reason: "not_found" });
  expect(await inviteAgain(c.staff.owner, staffId)).toEqual({ ok: false, reason: "not_found" });
  for (const id of ["", "x", null, "'; drop table", "00000000-0000-0000-0000-000000000000"])
    expect(await removeStaff(c.staff.owner, id)).toEqual({ ok: false, reason: "not_found" });
  expect((await listStaff(c.staff.viewer)).map((s) => s.role)).toEqual(Object.values(Role));
});

it("one's own name is one line, and the log says that it changed", async () => {
  expect(await renameMyself(c.staff.viewer, " Vera\r\nBcc: x‮ ")).toEqual({ ok: true });
  expect(await rowOf("viewer@example.com")).toMatchObject({ name: "Vera Bcc: x" });
  expect(await renameMyself(c.staff.viewer, " \n ")).toEqual({ ok: false, reason: "name" });
  expect(await renameMyself(c.staff.viewer, "V".repeat(81))).toMatchObject({ ok: false, reason: "too_long", length: 81 });
  expect(await rowOf("viewer@example.com")).toMatchObject({ name: "Vera Bcc: x" });
});
