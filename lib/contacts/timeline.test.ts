import { beforeEach, expect, it } from "vitest";
import { look } from "../links";
import { noteOpening } from "../links/openings";
import { sendLink } from "../links/send";
import { db } from "../plumbing/db";
import { type Cast, cast, TestBrowser } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { forgetLimits } from "../testing/door";
import { secretOfLink } from "../testing/mailbox";
import { newId } from "../values/id";
import { changeContact } from "./contact";
import { mergeContacts } from "./merge";
import { timelineOf } from "./timeline";

useDatabase();

let c: Cast;
beforeEach(async () => {
  await forgetLimits();
  c = await cast("builder");
});

const sentences = async (contactId: string) => (await timelineOf(c.staff.viewer, contactId)).entries.map(({ sentence }) => sentence);

async function open(contactId: string, visitor: TestBrowser["visitor"], times: number): Promise<void> {
  const sent = await sendLink(c.staff.agent, contactId);
  const { token } = await secretOfLink(sent.ok ? sent.linkId : "");
  for (let i = 0; i < times; i++) await noteOpening(c.workspace, visitor, await look(c.workspace, visitor, null, token!));
}

it("says who opened a link, once for each, and that a mail filter is harmless", async () => {
  await open(c.ada.contactId, { ...new TestBrowser("192.0.2.50").visitor, userAgent: "Mimecast-Scanner/1.0" }, 3);
  expect(await sentences(c.ada.contactId)).toEqual([
    expect.stringMatching(/mail filter opened the .+ for ada@example\.com 3 times\. That is harmless\.$/),
    "agent sent Ada a sign-in link to ada@example.com.",
  ]);
  expect(await sentences(c.ben.contactId)).toEqual([]);
});

it("speaks English", async () => {
  await sendLink(c.staff.agent, c.ada.contactId, { purpose: "portal_invitation" });
  expect(await sentences(c.ada.contactId)).toEqual(["agent sent Ada an invitation to ada@example.com."]);
});

it("keeps what happened with somebody who was merged, under the name they had", async () => {
  await changeContact(c.staff.admin, c.cleo.contactId, { version: 1, name: "Cleo", phone: "", company: "", note: "x", tags: "" });
  expect((await mergeContacts(c.staff.admin, c.ben.contactId, c.cleo.email)).ok).toBe(true);
  const [merged, changed] = await sentences(c.ben.contactId);
  expect(merged).toMatch(/merged Cleo into Ben, who has the address cleo@example\.com now, too\.$/);
  expect(changed).toContain("Cleo");
});

it("comes in pages that hold everything once, the openings in their place", async () => {
  const at = (i: number) => new Date(Date.now() - i * 60_000);
  const link = { workspaceId: c.workspace.id, contactId: c.ada.contactId };
  await open(c.ada.contactId, new TestBrowser("203.0.113.8").visitor, 1);
  const { id: linkId } = await db().signInLink.findFirstOrThrow({ where: link });
  const log = { workspaceId: c.workspace.id, type: "CONTACT", action: "contact.deactivated", actor: "system", contactId: c.ada.contactId, data: {} } as const;
  await db().activity.createMany({ data: Array.from({ length: 60 }, (_, i) => ({ ...log, id: newId(), at: at(2 * i + 1) })) });
  const opening = { workspaceId: c.workspace.id, linkId, method: "GET", ip: "203.0.113.9", looks: "browser" };
  await db().linkOpening.createMany({ data: Array.from({ length: 60 }, (_, i) => ({ ...opening, userAgent: `Browser ${i}`, at: at(2 * i + 2) })) });
  const seen: { id: string; at: Date }[] = [];
  const pages = [];
  for (let older: string | null | undefined; older !== null; ) {
    const page = await timelineOf(c.staff.viewer, c.ada.contactId, { older });
    pages.push(page);
    seen.push(...page.entries);
    older = page.older;
  }
  expect(seen).toHaveLength(122);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(122);
  expect(seen.map((e) => e.at.getTime())).toEqual(seen.map((e) => e.at.getTime()).toSorted((a, b) => b - a));
  const back = await timelineOf(c.staff.viewer, c.ada.contactId, { newer: pages[1]!.newer });
  expect(back.entries.map(({ id }) => id)).toEqual(pages[0]!.entries.map(({ id }) => id));
});

it("of another workspace is empty", async () => {
  await open(c.ada.contactId, new TestBrowser("203.0.113.8").visitor, 1);
  const other = await cast("club");
  expect((await timelineOf(other.staff.owner, c.ada.contactId)).entries).toEqual([]);
});
