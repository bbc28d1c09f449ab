import { describe, expect, it } from "vitest";
import { db } from "../plumbing/db";
import { viewerOf } from "../sessions";
import { type Cast, cast, TestBrowser } from "../testing/cast";
import { type Task, type Tried, useColleagues } from "../testing/colleagues";
import { useSharedDatabase } from "../testing/database";
import { askAs, forgetLimits, liveSessions } from "../testing/door";
import { secretOfLink } from "../testing/mailbox";
import { seeded } from "../testing/random";
import { sendLink } from "./send";

const [one, other] = useColleagues(useSharedDatabase());
const random = seeded(20261121);
const LINKS = 20;
const AT_ONCE = 20;
/** Two that start together meet differently when one of them is a little late. */
const MAX_LATE_MS = 25;
const SURELY_LATE_MS = 1_000;

async function linkOf(c: Cast): Promise<{ token: string; linkId: string }> {
  await forgetLimits();
  const sent = await sendLink(c.staff.agent, c.ada.contactId, { purpose: "portal_invitation" });
  if (!sent.ok) throw new Error(sent.reason);
  return { linkId: sent.linkId, token: (await secretOfLink(sent.linkId)).token! };
}

/** Half of them in each process. */
async function twenty(c: Cast, task: Task & { do: "redeem" | "ask" | "take" }): Promise<Tried[]> {
  const half = { ...task, times: AT_ONCE / 2 };
  const network = "network" in task ? { network: "192.0.2." } : {};
  return (await Promise.all([one.tell(c.workspace.id, half), other.tell(c.workspace.id, { ...half, ...network })])).flat();
}

const link = (id: string) => db().signInLink.findUniqueOrThrow({ where: { id } });
const winners = (tried: Tried[]) => tried.filter(({ ok }) => ok);

/** Whoever got a session out of it, asked in this third process: is it one that lives? */
async function living(c: Cast, tried: Tried[]): Promise<number> {
  const found = await Promise.all(
    winners(tried).map(({ cookie }) => {
      const browser = new TestBrowser();
      browser.cookies.session = cookie ?? null;
      return viewerOf(c.workspace, browser.visitor);
    }),
  );
  return found.filter(Boolean).length;
}

/** Five try the link in one process while the other does something to its person. One of them may be a little late; the first times, surely. */
async function against(c: Cast, trial: number, token: string, deed: Task): Promise<{ tried: Tried[]; done: number | null }> {
  const late = [SURELY_LATE_MS, -SURELY_LATE_MS][trial] ?? Math.floor((random() * 2 - 1) * MAX_LATE_MS);
  const [tried, done] = await Promise.all([
    one.tell(c.workspace.id, { do: "redeem", token, times: 5 }, Math.max(0, late)),
    other.tell<number | null>(c.workspace.id, deed, Math.max(0, -late)),
  ]);
  expect(winners(tried).length).toBeLessThanOrEqual(1);
  return { tried, done };
}

describe("a link, twenty times at once in two processes", () => {
  it("gives one session, each of twenty times", async () => {
    const c = await cast();
    for (let i = 0; i < LINKS; i++) {
      const before = await liveSessions(c.ada.contactId);
      const { token, linkId } = await linkOf(c);
      const tried = await twenty(c, { do: "redeem", token, times: AT_ONCE });
      expect(tried).toHaveLength(AT_ONCE);
      expect(winners(tried)).toHaveLength(1);
      expect(await living(c, tried)).toBe(1);
      expect((await liveSessions(c.ada.contactId)) - before).toBe(1);
      expect(await db().session.count({ where: { linkId } })).toBe(1);
      expect(await db().activity.count({ where: { linkId, action: "signin.done" } })).toBe(1);
    }
  });
});

describe("a link that is opened in one process while another", () => {
  const outcomes = new Map<string, number>();
  const count = (what: string) => outcomes.set(what, (outcomes.get(what) ?? 0) + 1);

  it("revokes it, is used or revoked, never both", async () => {
    const c = await cast();
    for (let i = 0; i < LINKS; i++) {
      const { token, linkId } = await linkOf(c);
      const { tried } = await against(c, i, token, { do: "revoke links", staffId: c.staff.agent.staffId, contactId: c.ada.contactId });
      const { usedAt, revokedAt } = await link(linkId);
      expect([usedAt !== null, revokedAt !== null].filter(Boolean)).toHaveLength(1);
      expect(await living(c, tried)).toBe(usedAt ? 1 : 0);
      expect(await db().session.count({ where: { linkId } })).toBe(usedAt ? 1 : 0);
      count(usedAt ? "used" : "revoked");
    }
  });

  it("ends all sessions, opens one that is ended with the others or one that came after", async () => {
    const c = await cast();
    for (let i = 0; i < LINKS; i++) {
      const { token, linkId } = await linkOf(c);
      const before = await liveSessions(c.ada.contactId);
      const { tried, done } = await against(c, i, token, { do: "revoke sessions", staffId: c.staff.agent.staffId, contactId: c.ada.contactId });
      const session = await db().session.findFirstOrThrow({ where: { linkId } });
      expect(winners(tried)).toHaveLength(1);
      expect((done ?? 0) - before).toBe(session.endedAt ? 1 : 0);
      expect(await living(c, tried)).toBe(session.endedAt ? 0 : 1);
      count(session.endedAt ? "ended" : "after");
    }
  });

  it("deactivates the contact, leaves nobody inside", async () => {
    const c = await cast();
    for (let i = 0; i < LINKS; i++) {
      const { token, linkId } = await linkOf(c);
      const { tried } = await against(c, i, token, { do: "deactivate", contactId: c.ada.contactId });
      expect(await living(c, tried)).toBe(0);
      expect(await liveSessions(c.ada.contactId)).toBe(0);
      const { usedAt } = await link(linkId);
      expect(await db().session.count({ where: { linkId } })).toBe(usedAt ? 1 : 0);
      count(usedAt ? "first" : "too late");
      await db().contact.update({ where: { id: c.ada.contactId }, data: { active: true } });
      // Nothing that was ended comes back with the contact (SPEC S6).
      expect(await living(c, tried)).toBe(0);
    }
  });

  it("changes the address it went to, leaves nobody inside", async () => {
    const c = await cast();
    for (let i = 0; i < LINKS; i++) {
      const { token, linkId } = await linkOf(c);
      const before = (await db().address.findUniqueOrThrow({ where: { id: c.ada.addressId } })).emailKey;
      const email = `ada${i}@example.org`;
      const change = { contactId: c.ada.contactId, addressId: c.ada.addressId, before, after: { email, key: email }, keepSession: null };
      const { tried, done } = await against(c, i, token, { do: "change address", staffId: c.staff.agent.staffId, change });
      expect(done).not.toBeNull();
      expect(await living(c, tried)).toBe(0);
      expect(await liveSessions(c.ada.contactId)).toBe(0);
      expect(done).toBe((await link(linkId)).usedAt ? 1 : 0);
    }
  });

  it("met both ways round", () => {
    expect([...outcomes.keys()].toSorted()).toEqual(["after", "ended", "first", "revoked", "too late", "used"]);
  });
});

describe("a session", () => {
  it("that one process has ended is nobody's in the other, at once", async () => {
    const c = await cast();
    for (let i = 0; i < LINKS; i++) {
      const [{ cookie } = { cookie: null }] = await one.tell(c.workspace.id, { do: "redeem", token: (await linkOf(c)).token, times: 1 });
      const visit = { do: "visit", cookie: cookie ?? "" } as const;
      expect(await Promise.all([one, other].map((process) => process.tell<boolean>(c.workspace.id, visit)))).toEqual([true, true]);
      await one.tell(c.workspace.id, { do: "revoke sessions", staffId: c.staff.agent.staffId, contactId: c.ada.contactId });
      expect(await Promise.all([one, other].map((process) => process.tell<boolean>(c.workspace.id, visit)))).toEqual([false, false]);
    }
  });
});

describe("limits that two processes share", () => {
  it("let exactly as many through as are left, of twenty at once", async () => {
    const c = await cast();
    for (const left of [0, 1, 7, 19, 20, 30]) {
      const limit = `test ${left}`;
      expect(winners(await twenty(c, { do: "take", limit, max: left, times: AT_ONCE })), limit).toHaveLength(Math.min(left, AT_ONCE));
    }
  });

  it("give an address three links, and one more when two were taken", async () => {
    const c = await cast();
    const ask = (email: string) => twenty(c, { do: "ask", email, network: "198.51.100.", times: AT_ONCE });
    expect(winners(await ask("dora@example.com"))).toHaveLength(3);
    await askAs(c, new TestBrowser(), "ada@example.com");
    await askAs(c, new TestBrowser(), "ada@example.com");
    expect(winners(await ask("ada@example.com"))).toHaveLength(1);
    expect(winners(await ask("nobody@example.com"))).toHaveLength(3);
  });

  it("count five tries of a code, however many come together", async () => {
    await forgetLimits();
    const c = await cast();
    c.workspace.policies.portal_login.confirm = "code";
    const { token } = await askAs(c, new TestBrowser(), "ada@example.com");
    const tried = await twenty(c, { do: "redeem", token: token!, code: "BBBBBBBB", times: AT_ONCE });
    expect(winners(tried)).toHaveLength(0);
    expect(await db().activity.count({ where: { workspaceId: c.workspace.id, action: "code.refused" } })).toBe(5);
  });
});
