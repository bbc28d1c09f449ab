import { beforeEach, describe, expect, it } from "vitest";
import { listContacts } from "../contacts";
import { look } from "../links";
import { type Sent, sendLink } from "../links/send";
import { db } from "../plumbing/db";
import { type Cast, cast, TestBrowser } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { forgetLimits, liveSessions, signInAs } from "../testing/door";
import { secretOfLink } from "../testing/mailbox";
import type { Staff } from "../viewer";
import { deactivate, deleteContact, giveAccess, reactivate, returnAccess, takeAccess } from "./acts";
import { addPartner, changeAddressOf, removePartner, swapAddresses } from "./addresses";
import { changeContact, contactOf, createContact } from "./contact";
import { usualOrder } from "./filter";
import { mergeContacts } from "./merge";

useDatabase();

let c: Cast;
let sam: Staff;
let browser: TestBrowser;
beforeEach(async () => {
  await forgetLimits();
  c = await cast("builder");
  sam = c.staff.admin;
  browser = new TestBrowser();
});

const ada = async () => (await contactOf(sam, c.ada.contactId))!;
const edit = async (more: object = {}) => {
  const { version, name, phone, note, company, tags } = await ada();
  return { version, name, phone, note, company: company?.name, tags: tags.map((t) => t.name).join(","), ...more };
};
const found = async (search: string) => {
  const listed = await listContacts(sam, { search }, usualOrder("name"));
  return listed.ok ? listed.contacts.map(({ name }) => name) : [];
};
const tokenOf = async (sent: Sent) => (await secretOfLink(sent.ok ? sent.linkId : "")).token!;
const actions = async (contactId = c.ada.contactId) =>
  (await db().activity.findMany({ where: { contactId }, orderBy: [{ at: "asc" }, { id: "asc" }], select: { action: true } })).map(({ action }) => action);

const tooLong = (field: string, max: number) => ({ ok: false, reason: "too_long", field, max, length: max + 1 });

describe("a new contact", () => {
  it("needs an address only, is found by it, and its company is made", async () => {
    const made = await createContact(sam, { email: " Grace@Example.com ", name: "", company: "Navy" });
    expect(made.ok).toBe(true);
    const grace = await contactOf(sam, made.ok && made.id);
    expect(grace).toMatchObject({ name: "Grace@example.com", company: { name: "Navy" }, portalAccess: false });
    expect(await found("navy")).toEqual(["Grace@example.com"]);
  });

  it("is one, of twenty who add the same address at once; the others are told whose it is", async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => createContact(sam, { email: "grace@example.com", name: "Grace" })));
    const [first] = made.filter((m) => m.ok);
    expect(made.filter((m) => m.ok)).toHaveLength(1);
    expect(made.find((m) => !m.ok)).toMatchObject({ reason: "exists", otherId: first!.ok && first!.id });
    expect(await db().contact.count({ where: { name: "Grace" } })).toBe(1);
  });

  it.each(["ada@example.com", "ADA@example.com", "ａda@example.com"])("can't have the address of another: %s", async (email) => {
    expect((await createContact(sam, { email, name: "Somebody" })).ok).toBe(false);
  });

  it.each(["", "ada", "a@b", "a@b.c\r\nBcc: x@y.zz", `${"a".repeat(65)}@example.com`])("needs an address that can be written to: %j", async (email) => {
    expect(await createContact(sam, { email, name: "Somebody" })).toEqual({ ok: false, reason: "email" });
  });

  it("may be called anything a person is called, in 120 characters; more is said, and nothing is cut (I13)", async () => {
    for (const [i, name] of ["محمد", "👩‍👩‍👧 Smith", "<script>alert(1)</script>", "=1+1", "x".repeat(120)].entries()) {
      const made = await createContact(sam, { email: `n${i}@example.com`, name });
      expect(made.ok && (await contactOf(sam, made.id))?.name).toBe(name);
    }
    for (const field of ["name", "company"])
      expect(await createContact(sam, { email: "long@example.com", name: "Long", [field]: "x".repeat(121) })).toEqual(tooLong(field, 120));
    expect(await db().contact.count({ where: { workspaceId: c.workspace.id, name: { in: ["Long", "long@example.com"] } } })).toBe(0);
  });
});

describe("what is known of somebody", () => {
  it("is kept as it was typed, up to the last character; more is said, and nothing is changed (I13)", async () => {
    const room = { name: "x".repeat(120), company: "é".repeat(120), phone: "1".repeat(40), note: "n".repeat(4_000), tags: "t".repeat(40) };
    expect(await changeContact(sam, c.ada.contactId, await edit(room))).toEqual({ ok: true });
    const before = await ada();
    expect(before).toMatchObject({ ...room, company: { name: room.company }, tags: [{ name: room.tags }] });
    for (const [field, text] of Object.entries(room))
      expect(await changeContact(sam, c.ada.contactId, await edit({ [field]: `${text}${text[0]}` }))).toEqual(tooLong(field, text.length));
    expect(await changeContact(sam, c.ada.contactId, await edit({ phone: `${" ".repeat(400)}1` }))).toMatchObject({ reason: "too_long" });
    expect(await ada()).toEqual(before);
    expect(await db().company.count({ where: { workspaceId: c.workspace.id } })).toBe(2);
  });

  it("is changed, found by, and remembered with before and after", async () => {
    expect(
      await changeContact(
        sam,
        c.ada.contactId,
        await edit({ name: "Ada King", phone: "+44 20 7946 0000", company: "Analytical", tags: "VIP, mathematics", note: "Likes\nengines" }),
      ),
    ).toEqual({ ok: true });
    expect(await ada()).toMatchObject({
      name: "Ada King",
      phone: "+44 20 7946 0000",
      note: "Likes\nengines",
      company: { name: "Analytical" },
      tags: [{ name: "mathematics" }, { name: "VIP" }],
    });
    for (const search of ["king", "analytical", "vip", "+442079460000"]) expect(await found(search)).toEqual(["Ada King"]);
    const entry = await db().activity.findFirst({ where: { contactId: c.ada.contactId, action: "contact.changed" } });
    expect(entry?.data).toMatchObject({ changes: { name: ["Ada", "Ada King"], company: ["Lovelace Ltd", "Analytical"] } });
    expect(await actions()).toContain("contact.tagged");
  });

  it("is not overwritten by somebody who has not seen the last change", async () => {
    const [mine, hers] = [await edit({ note: "mine" }), await edit({ note: "hers" })];
    expect(await changeContact(sam, c.ada.contactId, hers)).toEqual({ ok: true });
    expect(await changeContact(sam, c.ada.contactId, mine)).toEqual({ ok: false, reason: "changed_meanwhile", version: 2 });
    expect((await ada()).note).toBe("hers");
    expect(await changeContact(sam, c.ada.contactId, { ...mine, version: 2 })).toEqual({ ok: true });
  });

  it.each([
    ["phone", "call me"],
    ["tags", Array.from({ length: 21 }, (_, i) => `t${i}`).join(",")],
    ["name", " "],
  ])("says which field is wrong: %s", async (field, value) => {
    expect(await changeContact(sam, c.ada.contactId, await edit({ [field]: value }))).toEqual({ ok: false, reason: field });
  });
});

describe("whether they get in", () => {
  beforeEach(async () => {
    await signInAs(c, browser, c.ada.email);
    expect(await liveSessions(c.ada.contactId)).toBe(1);
  });

  it("ends with deactivating, at once, and comes back with unexpired links", async () => {
    const sent = await sendLink(sam, c.ada.contactId);
    const token = await tokenOf(sent);
    expect(await deactivate(sam, c.ada.contactId)).toMatchObject({ ok: true, changed: true, sessions: 1 });
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    expect(await look(c.workspace, new TestBrowser().visitor, null, token)).toMatchObject({ state: "dead", why: "inactive" });
    expect(await deactivate(sam, c.ada.contactId)).toMatchObject({ changed: false });
    expect(await reactivate(sam, c.ada.contactId)).toMatchObject({ ok: true, changed: true });
    expect(await look(c.workspace, new TestBrowser().visitor, null, token)).toMatchObject({ state: "confirm" });
    expect(await actions()).toEqual(expect.arrayContaining(["contact.deactivated", "contact.reactivated"]));
  });

  it("ends with portal access where the portal asks for it; turning it on again mails each address a link of its own", async () => {
    expect(await takeAccess(sam, c.ada.contactId)).toMatchObject({ ok: true, sessions: 1 });
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    const given = await giveAccess(sam, c.ada.contactId);
    expect(given.ok && given.sent.map((s) => s.ok && s.to)).toEqual(["ada@example.com", "adam@example.com"]);
    expect(given.ok && new Set(given.sent.map((s) => s.ok && s.linkId)).size).toBe(2);
    expect((await giveAccess(sam, c.ada.contactId)) as object).toMatchObject({ changed: false, sent: [] });
  });

  it("is one thing with its invitations: whatever is killed, there is never access that nobody was told of", async () => {
    await db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: false } });
    await giveAccess(sam, c.ada.contactId);
    const written = await db().$queryRaw<{ rows: number; transactions: number }[]>`
      SELECT count(*)::int AS rows, count(DISTINCT x)::int AS transactions FROM (
        SELECT xmin::text AS x FROM "Contact" WHERE id = ${c.ada.contactId}::uuid
        UNION ALL SELECT xmin::text FROM "SignInLink" WHERE "contactId" = ${c.ada.contactId}::uuid AND purpose = 'portal_invitation'
        UNION ALL SELECT xmin::text FROM "Mail" WHERE "contactId" = ${c.ada.contactId}::uuid AND template = 'portal_invitation'
        UNION ALL SELECT xmin::text FROM "Activity" WHERE "contactId" = ${c.ada.contactId}::uuid AND action IN ('contact.access_on', 'link.sent')
      ) rows`;
    expect(written).toEqual([{ rows: 8, transactions: 1 }]);
  });

  it("that was taken by a slip comes back without a second invitation; a link that waits works again", async () => {
    const token = await tokenOf(await sendLink(sam, c.ada.contactId));
    await takeAccess(sam, c.ada.contactId);
    expect(await look(c.workspace, new TestBrowser().visitor, null, token)).toMatchObject({ state: "dead" });
    expect(await returnAccess(sam, c.ada.contactId)).toEqual({ ok: true, changed: true });
    expect(await returnAccess(sam, c.ada.contactId)).toEqual({ ok: true, changed: false });
    expect(await look(c.workspace, new TestBrowser().visitor, null, token)).toMatchObject({ state: "confirm" });
    expect((await actions()).slice(-2)).toEqual(["contact.access_off", "contact.access_on"]);
    expect(await db().mail.count({ where: { contactId: c.ada.contactId, template: "portal_invitation" } })).toBe(0);
  });

  it("is given once, by however many at once", async () => {
    await db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: false } });
    const given = await Promise.all(Array.from({ length: 5 }, () => giveAccess(sam, c.ada.contactId)));
    expect(given.filter((one) => one.ok && one.changed)).toHaveLength(1);
    expect(await db().mail.count({ where: { contactId: c.ada.contactId, template: "portal_invitation" } })).toBe(2);
  });

  it("ends with another address, and links in the old mailbox die", async () => {
    const sent = await sendLink(sam, c.ada.contactId);
    const [primary] = (await ada()).addresses;
    expect(await changeAddressOf(sam, c.ada.contactId, primary!.id, "countess@example.com")).toMatchObject({
      ok: true,
      before: "ada@example.com",
      sessions: 1,
    });
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    expect(await look(c.workspace, new TestBrowser().visitor, null, await tokenOf(sent))).toMatchObject({ state: "dead" });
    expect(await found("countess")).toEqual(["Ada"]);
  });

  it("ends with deleting, and only the log remembers", async () => {
    expect(await deleteContact(sam, c.ada.contactId)).toMatchObject({ ok: true, name: "Ada" });
    expect(await contactOf(sam, c.ada.contactId)).toBeNull();
    expect(await liveSessions(c.ada.contactId)).toBe(0);
    expect(await actions()).toContain("contact.deleted");
  });

  it("ends with deleting for the devices too: whoever gets the address later begins as a stranger", async () => {
    const devices = () => db().device.findMany({ where: { workspaceId: c.workspace.id }, select: { emailKey: true, kind: true }, orderBy: { kind: "asc" } });
    await db().device.create({ data: { workspaceId: c.workspace.id, deviceHash: Uint8Array.of(1), emailKey: c.ada.email, kind: "staff", label: "Chrome" } });
    await signInAs(c, new TestBrowser(), "adam@example.com");
    await signInAs(c, new TestBrowser(), c.dora.email);
    expect(await devices()).toHaveLength(4);
    await deleteContact(sam, c.ada.contactId);
    expect(await devices()).toEqual([
      { emailKey: c.dora.email, kind: "member" },
      { emailKey: c.ada.email, kind: "staff" },
    ]);
  });
});

describe("an address that goes keeps nobody known", () => {
  const known = async (emailKey: string) => db().device.count({ where: { workspaceId: c.workspace.id, emailKey, kind: "member" } });
  beforeEach(async () => {
    await signInAs(c, browser, c.ada.email);
    await signInAs(c, new TestBrowser(), "adam@example.com");
    expect([await known(c.ada.email), await known("adam@example.com")]).toEqual([1, 1]);
  });

  it("when it is changed to another; written otherwise, it is the same", async () => {
    const change = async (email: string) => changeAddressOf(sam, c.ada.contactId, c.ada.addressId, email);
    expect(await change("Ada@Example.com")).toMatchObject({ ok: true });
    expect(await known(c.ada.email)).toBe(1);
    expect(await change("countess@example.com")).toMatchObject({ ok: true });
    expect([await known(c.ada.email), await known("adam@example.com")]).toEqual([0, 1]);
    await addPartner(sam, c.dora.contactId, c.ada.email);
    const { id: addressId } = await db().address.findFirstOrThrow({ where: { contactId: c.dora.contactId, kind: "partner" } });
    const token = await tokenOf(await sendLink(sam, c.dora.contactId, { addressId }));
    expect(await look(c.workspace, browser.visitor, null, token)).toMatchObject({ link: { recognised: false } });
  });

  it("when it is removed", async () => {
    expect(await removePartner(sam, c.ada.contactId)).toMatchObject({ ok: true });
    expect([await known(c.ada.email), await known("adam@example.com")]).toEqual([1, 0]);
  });
});

describe("addresses", () => {
  it("change places; sessions and links stay with their mailbox", async () => {
    await signInAs(c, browser, "adam@example.com");
    const sent = await sendLink(sam, c.ada.contactId);
    expect(await swapAddresses(sam, c.ada.contactId)).toMatchObject({ ok: true, email: "adam@example.com" });
    expect((await ada()).addresses.map(({ kind, email }) => [kind, email])).toEqual([
      ["primary", "adam@example.com"],
      ["partner", "ada@example.com"],
    ]);
    expect(await liveSessions(c.ada.contactId)).toBe(1);
    const session = await db().session.findFirstOrThrow({ where: { contactId: c.ada.contactId, endedAt: null }, include: { address: true } });
    expect(session.address?.email).toBe("adam@example.com");
    expect(await look(c.workspace, new TestBrowser().visitor, null, await tokenOf(sent))).toMatchObject({
      state: "confirm",
      link: { email: "ada@example.com" },
    });
  });

  it("are two at most, and nobody else's", async () => {
    expect(await addPartner(sam, c.ada.contactId, "third@example.com")).toEqual({ ok: false, reason: "has_partner" });
    expect(await addPartner(sam, c.ben.contactId, "ADA@example.com")).toEqual({ ok: false, reason: "exists" });
    expect(await addPartner(sam, c.ben.contactId, "bella@example.com")).toMatchObject({ ok: true });
    expect(await found("bella")).toEqual(["Ben"]);
    expect(await removePartner(sam, c.ben.contactId)).toMatchObject({ ok: true, email: "bella@example.com" });
    expect(await found("bella")).toEqual([]);
  });

  it("one of which is wanted by two at once goes to one of them", async () => {
    const done = await Promise.all([c.ben, c.cleo].map(async ({ contactId, addressId }) => changeAddressOf(sam, contactId, addressId, "both@example.com")));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(done.find(({ ok }) => !ok)).toMatchObject({ reason: "exists" });
  });
});

describe("whether mail is stopped", () => {
  const bounced = async (id = c.ada.contactId) => (await db().contact.findUniqueOrThrow({ where: { id } })).bounced;
  const stop = (emailKey: string) => db().suppression.create({ data: { workspaceId: c.workspace.id, emailKey, reason: "bounced" } });

  it("is as true as the addresses are now: changed, added, removed, merged, and for somebody new", async () => {
    for (const email of ["dead@example.com", "gone@example.com", c.cleo.email]) await stop(email);
    const [primary] = (await ada()).addresses;
    await changeAddressOf(sam, c.ada.contactId, primary!.id, "dead@example.com");
    expect(await bounced()).toBe(true);
    await changeAddressOf(sam, c.ada.contactId, primary!.id, "alive@example.com");
    expect(await bounced()).toBe(false);
    await addPartner(sam, c.ben.contactId, "gone@example.com");
    expect(await bounced(c.ben.contactId)).toBe(true);
    await removePartner(sam, c.ben.contactId);
    expect(await bounced(c.ben.contactId)).toBe(false);
    await mergeContacts(sam, c.ben.contactId, c.cleo.email);
    expect(await bounced(c.ben.contactId)).toBe(true);
    const made = await createContact(sam, { email: "gone@example.com", name: "Grace" });
    expect(await bounced(made.ok ? made.id : "")).toBe(true);
  });
});

describe("two contacts that are one person", () => {
  it("become one, with both addresses, tags and notes; the other's sessions end", async () => {
    await signInAs(c, browser, c.cleo.email).catch(() => null);
    await changeContact(sam, c.cleo.contactId, { version: 1, name: "Cleo", phone: "", company: "", note: "from Cleo", tags: "late" });
    expect(await mergeContacts(sam, c.ben.contactId, c.cleo.email)).toMatchObject({ ok: true, name: "Ben", other: "Cleo", keptEmail: "cleo@example.com" });
    expect(await contactOf(sam, c.cleo.contactId)).toBeNull();
    expect(await contactOf(sam, c.ben.contactId)).toMatchObject({
      note: "from Cleo",
      tags: [{ name: "late" }],
      addresses: [{ email: "ben@example.com" }, { kind: "partner", email: "cleo@example.com" }],
    });
    expect(await found("cleo@example.com")).toEqual(["Ben"]);
    expect(await liveSessions(c.ben.contactId)).toBe(0);
  });

  it("are left alone where an address would be lost, or where it is one already", async () => {
    expect(await mergeContacts(sam, c.ben.contactId, c.ada.email)).toEqual({ ok: false, reason: "full" });
    expect(await mergeContacts(sam, c.ada.contactId, "adam@example.com")).toEqual({ ok: false, reason: "same" });
    expect(await mergeContacts(sam, c.ben.contactId, "ghost@example.com")).toEqual({ ok: false, reason: "no_such_other" });
  });

  it("are left alone where a note or a tag would have no room", async () => {
    await db().contact.update({ where: { id: c.ben.contactId }, data: { note: "x".repeat(2_000) } });
    await db().contact.update({ where: { id: c.cleo.contactId }, data: { note: "y".repeat(2_000) } });
    expect(await mergeContacts(sam, c.ben.contactId, c.cleo.email)).toEqual({ ok: false, reason: "long_note" });
    const tags = async (id: string, first: number) => db().contact.update({ where: { id }, data: { note: "", tagIds: await tagIds(first) } });
    const tagIds = (first: number) =>
      Promise.all(
        Array.from({ length: 11 }, async (_, i) => {
          const { id } = await db().tag.create({ data: { workspaceId: c.workspace.id, name: `tag ${first + i}`, nameKey: `tag ${first + i}` } });
          return id;
        }),
      );
    await tags(c.ben.contactId, 0);
    await tags(c.cleo.contactId, 100);
    expect(await mergeContacts(sam, c.ben.contactId, c.cleo.email)).toEqual({ ok: false, reason: "many_tags" });
    expect(await contactOf(sam, c.cleo.contactId)).not.toBeNull();
  });

  it("keep the fields of both; where both have one, it is the one of who stays", async () => {
    await db().contact.update({ where: { id: c.ben.contactId }, data: { fields: { a: "Ben's", b: "b" } } });
    await db().contact.update({ where: { id: c.cleo.contactId }, data: { fields: { a: "Cleo's", d: "d" }, phone: "+45 1" } });
    await mergeContacts(sam, c.ben.contactId, c.cleo.email);
    expect(await db().contact.findUnique({ where: { id: c.ben.contactId } })).toMatchObject({ fields: { a: "Ben's", b: "b", d: "d" }, phone: "+45 1" });
  });

  it("merged both ways at once end as one", async () => {
    const done = await Promise.all([mergeContacts(sam, c.ben.contactId, c.cleo.email), mergeContacts(sam, c.cleo.contactId, c.ben.email)]);
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await db().contact.count({ where: { workspaceId: c.workspace.id, name: { in: ["Ben", "Cleo"] } } })).toBe(1);
  });
});

it("nobody of another workspace is seen or touched, by any act", async () => {
  const stranger = (await cast("club")).staff.owner;
  const before = await ada();
  const id = c.ada.contactId;
  expect(await contactOf(stranger, id)).toBeNull();
  expect(await changeContact(stranger, id, { ...(await edit()), name: "Mine" })).toMatchObject({ ok: false, reason: "not_found" });
  for (const act of [deactivate, reactivate, giveAccess, returnAccess, takeAccess, deleteContact, swapAddresses, removePartner])
    expect(await act(stranger, id)).toEqual({ ok: false, reason: "not_found" });
  expect(await addPartner(stranger, id, "x@example.com")).toEqual({ ok: false, reason: "not_found" });
  expect(await changeAddressOf(stranger, id, c.ada.addressId, "x@example.com")).toEqual({ ok: false, reason: "not_found" });
  expect(await mergeContacts(stranger, id, c.ben.email)).toMatchObject({ ok: false });
  for (const bad of [null, "", "no id", "../etc", 7, "00000000-0000-0000-0000-000000000000"]) expect(await contactOf(sam, bad)).toBeNull();
  expect(await ada()).toEqual(before);
});
