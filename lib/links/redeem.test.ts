import { describe, expect, it } from "vitest";
import { look } from "../links";
import { db, transaction } from "../plumbing/db";
import { endSessions, lockContact, viewerOf } from "../sessions";
import { cast, TestBrowser } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { askAs, forgetLimits, liveSessions, press } from "../testing/door";

useDatabase();

describe("a link", () => {
  it("signs in the browser that asked in one motion, once", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const { token } = await askAs(c, browser, " Ada@Example.com ");
    expect(await look(c.workspace, browser.visitor, null, token!)).toMatchObject({ state: "ready" });
    expect(await press(c, browser, token!, { confirmed: false })).toMatchObject({ ok: true, destination: "/" });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ kind: "member", contactId: c.ada.contactId, scope: "portal" });
    const again = new TestBrowser();
    expect(await press(c, again, token!)).toMatchObject({ ok: false, look: { state: "dead", why: "used" } });
    expect(await liveSessions(c.ada.contactId)).toBe(1);
  });

  it("waits for a press anywhere else", async () => {
    const c = await cast();
    const { token } = await askAs(c, new TestBrowser(), "ada@example.com");
    const phone = new TestBrowser("198.51.100.4");
    expect(await look(c.workspace, phone.visitor, null, token!)).toMatchObject({ state: "confirm", confirm: "button" });
    expect(await press(c, phone, token!, { confirmed: false })).toMatchObject({ ok: false, look: { state: "confirm" } });
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    expect(await press(c, phone, token!)).toMatchObject({ ok: true });
  });

  it("gives one session to twenty who redeem it at once", async () => {
    const c = await cast();
    for (let trial = 0; trial < 20; trial++) {
      await forgetLimits();
      const { token } = await askAs(c, new TestBrowser(`203.0.113.${trial}`), "ada@example.com");
      const before = await liveSessions(c.ada.contactId);
      const results = await Promise.all(Array.from({ length: 20 }, () => press(c, new TestBrowser(), token!)));
      expect(results.filter((r) => r.ok)).toHaveLength(1);
      expect((await liveSessions(c.ada.contactId)) - before).toBe(1);
    }
  });

  it("leaves no session alive when a deactivation runs at the same moment", async () => {
    for (let trial = 0; trial < 10; trial++) {
      const c = await cast();
      const { token } = await askAs(c, new TestBrowser(), "ada@example.com");
      const deactivate = transaction(async (tx) => {
        await lockContact(tx, c.workspace.id, c.ada.contactId);
        await tx.contact.update({ where: { id: c.ada.contactId }, data: { active: false } });
        await endSessions(tx, c.workspace.id, { contactId: c.ada.contactId }, "deactivated");
      });
      await Promise.all([deactivate, ...Array.from({ length: 5 }, () => press(c, new TestBrowser(), token!))]);
      expect(await liveSessions(c.ada.contactId)).toBe(0);
    }
  });

  it("is dead in another workspace, and unspent", async () => {
    const [c, other] = [await cast(), await cast()];
    const browser = new TestBrowser();
    const { token } = await askAs(c, browser, "ada@example.com");
    expect(await press(other, browser, token!)).toMatchObject({ ok: false, look: { state: "dead", why: "unknown" } });
    expect(await press(c, browser, token!)).toMatchObject({ ok: true });
  });

  it("dies while the contact is inactive and works again when they are reactivated (L9)", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const { token } = await askAs(c, browser, "dora@example.com");
    await db().contact.update({ where: { id: c.dora.contactId }, data: { active: false } });
    expect(await press(c, browser, token!)).toMatchObject({ ok: false, look: { why: "inactive" } });
    await db().contact.update({ where: { id: c.dora.contactId }, data: { active: true } });
    expect(await press(c, browser, token!)).toMatchObject({ ok: true });
  });

  it("dies when its address changes", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const { token } = await askAs(c, browser, "ada@example.com");
    await db().address.update({ where: { id: c.ada.addressId }, data: { email: "new@example.com", emailKey: "new@example.com" } });
    expect(await press(c, browser, token!)).toMatchObject({ ok: false, look: { why: "address_changed" } });
  });

  it("can't outlive its lifetime, and an expired one is not spent", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const { token, linkId } = await askAs(c, browser, "ada@example.com");
    await db().signInLink.update({ where: { id: linkId! }, data: { expiresAt: new Date(Date.now() - 1_000) } });
    expect(await press(c, browser, token!)).toMatchObject({ ok: false, look: { why: "expired" } });
    await db().signInLink.update({ where: { id: linkId! }, data: { expiresAt: new Date(Date.now() + 60_000) } });
    expect(await press(c, browser, token!)).toMatchObject({ ok: true });
  });

  it("asks a signed-in stranger first, and spends nothing until they switch (L12)", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    await press(c, browser, (await askAs(c, browser, "dora@example.com")).token!);
    const { token } = await askAs(c, new TestBrowser(), "ada@example.com");
    expect(await press(c, browser, token!)).toMatchObject({ ok: false, look: { state: "other_person", signedInAs: "dora@example.com" } });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ contactId: c.dora.contactId });
    expect(await press(c, browser, token!, { switchPerson: true })).toMatchObject({ ok: true });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ contactId: c.ada.contactId });
    expect(await liveSessions(c.dora.contactId)).toBe(0);
  });

  it("lets the same person's session go on: same row, fresh again (L12)", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    await press(c, browser, (await askAs(c, browser, "ada@example.com")).token!);
    const before = await viewerOf(c.workspace, browser.visitor);
    const { token } = await askAs(c, new TestBrowser("198.51.100.9"), "ada@example.com");
    expect(await press(c, browser, token!)).toMatchObject({ ok: true, session: null });
    expect((await viewerOf(c.workspace, browser.visitor))?.sessionId).toBe(before?.sessionId);
    expect(await press(c, browser, token!)).toMatchObject({ ok: true, destination: "/" });
    expect(await liveSessions(c.ada.contactId)).toBe(1);
  });

  it("asks for the code of its mail where the policy says so, five times", async () => {
    const c = await cast();
    c.workspace.policies.portal_login.confirm = "code";
    const { token, code } = await askAs(c, new TestBrowser(), "ada@example.com");
    const phone = new TestBrowser();
    for (let i = 1; i <= 3; i++)
      expect(await press(c, phone, token!, { code: "BBBBBBBB" })).toMatchObject({ ok: false, reason: "wrong_code", triesLeft: 5 - i });
    expect(await press(c, phone, token!)).toMatchObject({ ok: false, reason: "wrong_code" });
    expect(await press(c, phone, token!, { code: ` ${code!.slice(0, 4).toLowerCase()}-${code!.slice(4)} ` })).toMatchObject({ ok: true });
  });

  it("asks for that code also where somebody else is signed in, and says so before they choose (L5, L12)", async () => {
    const c = await cast();
    c.workspace.policies.portal_login.confirm = "code";
    const doras = new TestBrowser();
    await press(c, doras, (await askAs(c, doras, "dora@example.com")).token!);
    const { token, code } = await askAs(c, new TestBrowser(), "ada@example.com");
    expect(await look(c.workspace, doras.visitor, await viewerOf(c.workspace, doras.visitor), token!)).toMatchObject({
      state: "other_person",
      confirm: "code",
    });
    expect(await press(c, doras, token!, { switchPerson: true })).toMatchObject({ ok: false, reason: "wrong_code" });
    expect(await press(c, doras, token!, { switchPerson: true, code })).toMatchObject({ ok: true });
    expect(await viewerOf(c.workspace, doras.visitor)).toMatchObject({ contactId: c.ada.contactId });
    const own = await askAs(c, doras, "dora@example.com");
    expect(await look(c.workspace, doras.visitor, await viewerOf(c.workspace, doras.visitor), own.token!)).toMatchObject({ confirm: "button" });
  });

  it("refuses another network where the policy binds it, and says why (L10)", async () => {
    const c = await cast();
    c.workspace.policies.portal_login.ipBound = true;
    const { token } = await askAs(c, new TestBrowser("2001:db8:1:2::1"), "ada@example.com");
    expect(await press(c, new TestBrowser("2001:db8:1:3::1"), token!)).toMatchObject({ ok: false, look: { why: "other_network" } });
    expect(await press(c, new TestBrowser("2001:db8:1:2:ffff::9"), token!)).toMatchObject({ ok: true });
  });

  it("opens the portal only with access where the builder's preset asks for it (L9, S8)", async () => {
    const c = await cast("builder");
    const { token } = await askAs(c, new TestBrowser(), "ada@example.com");
    await db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: false } });
    expect(await press(c, new TestBrowser(), token!)).toMatchObject({ ok: false, look: { why: "no_access" } });
  });

  it("tells of a sign-in on a new device, but not of the first one ever (S9)", async () => {
    const c = await cast();
    await press(c, new TestBrowser(), (await askAs(c, new TestBrowser(), "ada@example.com")).token!);
    expect(await db().mail.count({ where: { workspaceId: c.workspace.id, template: "new_device" } })).toBe(0);
    const second = new TestBrowser();
    await press(c, second, (await askAs(c, second, "ada@example.com")).token!);
    expect(await db().mail.count({ where: { workspaceId: c.workspace.id, template: "new_device" } })).toBe(1);
    second.cookies.session = null;
    await press(c, second, (await askAs(c, second, "ada@example.com")).token!);
    expect(await db().mail.count({ where: { workspaceId: c.workspace.id, template: "new_device" } })).toBe(1);
  });

  it("signs staff in through their own door and into nothing of a member's", async () => {
    const c = await cast();
    const browser = new TestBrowser();
    const { token } = await askAs(c, browser, "agent@example.com", "staff_login");
    expect(await press(c, browser, token!)).toMatchObject({ ok: true, destination: "/dashboard/contacts" });
    expect(await viewerOf(c.workspace, browser.visitor)).toMatchObject({ kind: "staff", role: "agent" });
  });
});
