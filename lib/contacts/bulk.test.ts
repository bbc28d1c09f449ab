import { beforeEach, describe, expect, it, vi } from "vitest";
import { makeContacts } from "@/prisma/demo-contacts";
import { Role } from "@/prisma/generated/enums";
import { listContacts } from "../contacts";
import * as links from "../links/send";
import { db } from "../plumbing/db";
import { type Cast, cast, TestBrowser } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { forgetLimits, liveSessions, signInAs } from "../testing/door";
import { after, ago, MINUTE_MS } from "../values/time";
import { NotAllowed, type Staff } from "../viewer";
import { bulkActOf, bulkActsNow, bulkReport, startBulkAct, stopBulkAct } from "./bulk";
import { BULK_ACTS } from "./bulk/acts";
import { workOnBulkActs } from "./bulk/work";
import { usualOrder } from "./filter";

useDatabase();

/** As long as it takes: a turn of the product ends after a while, on a slow machine in the middle. */
const work = () => workOnBulkActs(10 * MINUTE_MS);

let c: Cast;
let sam: Staff;
beforeEach(async () => {
  await forgetLimits();
  await db().bulkAct.deleteMany({ where: { finishedAt: null } });
  c = await cast("club");
  sam = c.staff.agent;
});

async function begin(act: string, filter: object = {}, tag?: string, by = sam): Promise<string> {
  const started = await startBulkAct(by, { act, filter, tag });
  if (!started.ok) throw new Error(started.reason);
  return started.id;
}

async function done(act: string, filter: object = {}, tag?: string) {
  const id = await begin(act, filter, tag);
  await work();
  return (await bulkActOf(sam, id))!;
}

const outcomes = async (id: string) =>
  Object.fromEntries((await bulkReport(sam, id, null, null)).contacts.map(({ name, result, reason }) => [name, reason ? `${result}: ${reason}` : result]));
const entries = (action: string) => db().activity.findMany({ where: { workspaceId: c.workspace.id, action }, orderBy: { id: "asc" } });
const mails = () => db().mail.findMany({ where: { workspaceId: c.workspace.id }, orderBy: { to: "asc" }, select: { to: true, template: true, lane: true } });
const contact = (id: string) => db().contact.findUniqueOrThrow({ where: { id } });

describe("an act on many contacts", () => {
  it("touches each that matches once, records it on each, and nobody of another workspace", async () => {
    const other = await cast("desk");
    await makeContacts(c.workspace.id, 2_300);
    const active = await db().contact.count({ where: { workspaceId: c.workspace.id, active: true } });
    const act = await done("deactivate", { status: "active" });
    expect(act).toMatchObject({ total: active, done: active, changed: active, refused: 0, problem: null, by: "agent" });
    expect(act.finishedAt).not.toBeNull();
    expect(await db().contact.count({ where: { workspaceId: c.workspace.id, active: true } })).toBe(0);
    expect(await db().contact.count({ where: { workspaceId: other.workspace.id, active: true } })).toBeGreaterThan(2);
    const recorded = await entries("contact.deactivated");
    expect(new Set(recorded.map(({ contactId }) => contactId)).size).toBe(active);
    expect(recorded).toHaveLength(active);
    expect(recorded[0]).toMatchObject({ actor: "staff", staffId: sam.staffId, sessionId: sam.sessionId, ip: sam.ip, device: sam.device });
    expect(await entries("contacts.bulk_started")).toMatchObject([{ staffId: sam.staffId, data: { act: "deactivate", count: active } }]);
  });

  it("touches those who were chosen and no others", async () => {
    await done("deactivate", { ids: [c.ada.contactId] });
    expect((await contact(c.ada.contactId)).active).toBe(false);
    expect((await contact(c.dora.contactId)).active).toBe(true);
  });

  it("leaves out who came after it began", async () => {
    const id = await begin("deactivate");
    await db().contact.create({ data: { workspaceId: c.workspace.id, name: "Late", nameKey: "late", createdAt: after(MINUTE_MS) } });
    await work();
    expect(Object.keys(await outcomes(id))).not.toContain("Late");
  });

  it("ends all sessions of those it deactivates, and of those whose sessions it revokes", async () => {
    await signInAs(c, new TestBrowser(), c.ada.email);
    await signInAs(c, new TestBrowser(), c.ada.email);
    const revoked = await done("revoke", { ids: [c.ada.contactId, c.dora.contactId] });
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    expect(await outcomes(revoked.id)).toEqual({ Ada: "changed", Dora: "unchanged: no_sessions" });
    expect(await entries("session.revoked")).toMatchObject([{ contactId: c.ada.contactId, data: { count: 2 } }]);
    await signInAs(c, new TestBrowser(), c.ada.email);
    await done("deactivate", { ids: [c.ada.contactId] });
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    await done("reactivate", { ids: [c.ada.contactId] });
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    expect((await contact(c.ada.contactId)).active).toBe(true);
  });

  it("puts a tag on each, by which they are found, and takes it off again", async () => {
    const tagged = await done("tag", { ids: [c.ada.contactId, c.dora.contactId] }, "  Früh  bird ");
    expect(tagged).toMatchObject({ tag: "Früh bird", changed: 2 });
    const found = async () => {
      const listed = await listContacts(sam, { search: "fruh" }, usualOrder("name"));
      return listed.ok ? listed.contacts.map(({ name }) => name) : [];
    };
    expect(await found()).toEqual(["Ada", "Dora"]);
    expect((await done("tag", { ids: [c.ada.contactId, c.ben.contactId] }, "FRÜH BIRD")).changed).toBe(1);
    expect((await contact(c.ada.contactId)).tagIds).toHaveLength(1);
    const off = await done("untag", {}, "früh bird");
    expect(off).toMatchObject({ changed: 3 });
    expect(await found()).toEqual([]);
    expect(await startBulkAct(sam, { act: "untag", filter: {}, tag: "never seen" })).toEqual({ ok: false, reason: "tag" });
    expect(await startBulkAct(sam, { act: "tag", filter: {}, tag: " \u202e " })).toEqual({ ok: false, reason: "tag" });
    const tooLong = { ok: false, reason: "too_long", field: "tag", max: 40, length: 41 }; // nothing is cut (I13)
    expect(await startBulkAct(sam, { act: "tag", filter: {}, tag: "x".repeat(41) })).toEqual(tooLong);
    expect(await done("tag", { ids: [c.ada.contactId] }, "x".repeat(40))).toMatchObject({ tag: "x".repeat(40), changed: 1 });
  });

  it("does not put a twenty-first tag on anybody", async () => {
    const tagIds = Array.from({ length: 20 }, () => crypto.randomUUID());
    await db().contact.update({ where: { id: c.ada.contactId }, data: { tagIds } });
    const act = await done("tag", { ids: [c.ada.contactId] }, "one more");
    expect(await outcomes(act.id)).toEqual({ Ada: "refused: too_many_tags" });
  });
});

describe("inviting many", () => {
  it("turns access on and mails every address of each, in the lane that lets sign-ins pass", async () => {
    await db().contact.updateMany({ where: { id: c.ada.contactId }, data: { portalAccess: false } });
    const act = await done("invite", { ids: [c.ada.contactId] });
    expect(act).toMatchObject({ changed: 1, refused: 0 });
    expect(await mails()).toEqual(["ada@example.com", "adam@example.com"].map((to) => ({ to, template: "portal_invitation", lane: "bulk" })));
    expect(await contact(c.ada.contactId)).toMatchObject({ portalAccess: true, invitedAt: expect.any(Date) });
    expect(await entries("contact.access_on")).toHaveLength(1);
  });

  it("says of each why there was no mail", async () => {
    const { workspaceId } = await contact(c.ada.contactId);
    await db().contact.update({ where: { id: c.ben.contactId }, data: { active: false } });
    await db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: true, firstSignedInAt: new Date() } });
    await db().contact.update({ where: { id: c.cleo.contactId }, data: { active: true, portalAccess: false } });
    await db().contact.update({ where: { id: c.dora.contactId }, data: { active: true, portalAccess: true } });
    await db().contact.create({ data: { workspaceId, name: "Eve", nameKey: "eve" } });
    for (const email of [c.cleo.email, c.dora.email]) await db().suppression.create({ data: { workspaceId, emailKey: email, reason: "bounced" } });
    const act = await done("invite");
    expect(await outcomes(act.id)).toEqual({
      Ada: "unchanged: signed_in_already",
      Ben: "refused: inactive",
      Cleo: "changed: access_without_mail",
      Dora: "refused: suppressed",
      Eve: "changed: access_without_mail",
    });
    expect(act).toMatchObject({ done: 5, changed: 2, refused: 2 });
    expect(await mails()).toEqual([]);
  });

  it("sends sign-in links to those who could use them", async () => {
    await db().contact.update({ where: { id: c.ben.contactId }, data: { active: false } });
    const act = await done("send", { ids: [c.ada.contactId, c.ben.contactId] });
    expect(await outcomes(act.id)).toEqual({ Ada: "changed", Ben: "refused: inactive" });
    expect(await mails()).toEqual([{ to: "ada@example.com", template: "portal_login", lane: "bulk" }]);
  });
});

describe("a process that dies in the middle", () => {
  const makeRow = (bulkActId: string, who: { contactId: string; name: string }, at: Date) =>
    db().bulkActRow.create({ data: { workspaceId: c.workspace.id, bulkActId, contactId: who.contactId, name: who.name, result: "started", at } });

  it("is followed by another, which sends no mail twice and forgets nobody", async () => {
    const id = await begin("send", { ids: [c.ada.contactId, c.dora.contactId] });
    await makeRow(id, c.ada, ago(MINUTE_MS));
    await makeRow(id, c.dora, ago(MINUTE_MS));
    await links.sendLink(sam, c.ada.contactId, { purpose: "portal_login", lane: "bulk" });
    await db().bulkAct.update({ where: { id }, data: { claimedUntil: ago(1) } });
    await work();
    expect((await mails()).map(({ to }) => to)).toEqual([c.ada.email, c.dora.email]);
    expect(await bulkActOf(sam, id)).toMatchObject({ done: 2, changed: 2, finishedAt: expect.any(Date) });
  });

  it("does not lose whoever had got access already, and so is out of the filter", async () => {
    await db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: false } });
    const id = await begin("invite", { access: "off", search: "ada@" });
    await makeRow(id, c.ada, ago(MINUTE_MS));
    await db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: true } });
    await work();
    expect((await mails()).map(({ to }) => to)).toEqual(["ada@example.com", "adam@example.com"]);
    expect(await bulkActOf(sam, id)).toMatchObject({ done: 1, changed: 1 });
  });

  it("is waited for until its minute is over", async () => {
    const id = await begin("deactivate", { ids: [c.ada.contactId] });
    await db().bulkAct.update({ where: { id }, data: { claimedUntil: after(MINUTE_MS) } });
    await work();
    expect((await contact(c.ada.contactId)).active).toBe(true);
  });

  it("and several at once do everything once", async () => {
    await makeContacts(c.workspace.id, 400);
    const id = await begin("tag", {}, "once");
    const send = await begin("send", { search: "a" });
    const isDone = async (act: string) => (await bulkActOf(sam, act))!.finishedAt !== null;
    for (let turns = 0; turns < 10 && !((await isDone(id)) && (await isDone(send))); turns++) await Promise.all([work(), work(), work()]);
    const act = (await bulkActOf(sam, id))!;
    expect(act).toMatchObject({ done: act.total, changed: act.total });
    expect(await entries("contact.tagged")).toHaveLength(act.total);
    const sent = (await bulkActOf(sam, send))!;
    expect(sent.done).toBe(sent.total);
    expect(new Set((await mails()).map(({ to }) => to)).size).toBe(sent.changed);
    expect(await mails()).toHaveLength(sent.changed);
  });

  it("begun and out of time goes on from there", async () => {
    await makeContacts(c.workspace.id, 1_200);
    const id = await begin("tag", {}, "slowly");
    for (let turns = 0; turns < 100 && !(await bulkActOf(sam, id))!.finishedAt; turns++) await workOnBulkActs(1);
    const act = (await bulkActOf(sam, id))!;
    expect(act).toMatchObject({ done: act.total, changed: act.total, finishedAt: expect.any(Date) });
  });
});

describe("one that can't be changed", () => {
  it("does not hold up the others, and is told of", async () => {
    vi.spyOn(links, "sendLink").mockRejectedValueOnce(new Error("a fault of ours"));
    const act = await done("send", { ids: [c.ada.contactId, c.dora.contactId] });
    expect(Object.values(await outcomes(act.id)).sort()).toEqual(["changed", "refused: failed"]);
  });
});

describe("who may", () => {
  it.each(BULK_ACTS)("%s many: owners, admins and agents; never a viewer", async (act) => {
    for (const role of Object.values(Role)) {
      const attempt = startBulkAct(c.staff[role], { act, filter: { ids: [c.ada.contactId] }, tag: "x" });
      if (role === "viewer") await expect(attempt).rejects.toThrow(NotAllowed);
      else await attempt;
    }
  });

  it("others see, stop and read nothing of it", async () => {
    const other = (await cast("desk")).staff.owner;
    const id = await begin("deactivate");
    expect(await bulkActOf(other, id)).toBeNull();
    expect(await bulkActsNow(other)).toEqual([]);
    expect(await stopBulkAct(other, id)).toBe(false);
    await work();
    expect((await bulkReport(other, id, null, null)).contacts).toEqual([]);
    expect((await bulkReport(c.staff.viewer, id, null, null)).contacts).not.toEqual([]);
  });

  it("nothing goes on for somebody who was removed, or made a viewer, meanwhile", async () => {
    for (const change of [{ removedAt: new Date() }, { role: "viewer" as const, removedAt: null }]) {
      const id = await begin("deactivate", { ids: [c.ada.contactId] });
      await db().staff.update({ where: { id: sam.staffId }, data: change });
      await work();
      expect(await bulkActOf(c.staff.owner, id)).toMatchObject({ problem: "not_allowed", done: 0, finishedAt: expect.any(Date) });
    }
    expect((await contact(c.ada.contactId)).active).toBe(true);
  });

  it("stops it, and what was done stays done", async () => {
    const id = await begin("deactivate", { ids: [c.ada.contactId] });
    expect(await stopBulkAct(sam, id)).toBe(true);
    expect(await stopBulkAct(sam, id)).toBe(false);
    await work();
    expect((await contact(c.ada.contactId)).active).toBe(true);
    expect(await bulkActOf(sam, id)).toMatchObject({ problem: "stopped", done: 0 });
    expect(await entries("contacts.bulk_stopped")).toHaveLength(1);
  });

  it("asks for what makes sense", async () => {
    expect(await startBulkAct(sam, { act: "delete", filter: {} })).toEqual({ ok: false, reason: "act" });
    expect(await startBulkAct(sam, { act: "toString", filter: {} })).toEqual({ ok: false, reason: "act" });
    expect(await startBulkAct(sam, { act: "send", filter: { status: "odd" } })).toEqual({ ok: false, reason: "act" });
    expect(await startBulkAct(sam, { act: "send", filter: null })).toEqual({ ok: false, reason: "act" });
    expect(await startBulkAct(sam, { act: "tag", filter: {}, tag: "two, tags" })).toEqual({ ok: false, reason: "tag" });
    expect(await startBulkAct(sam, { act: "send", filter: {}, announced: 3 })).toEqual({ ok: false, reason: "others" });
    expect(await startBulkAct(sam, { act: "send", filter: { search: "nobody-like-that" } })).toEqual({ ok: false, reason: "nobody" });
  });
});
