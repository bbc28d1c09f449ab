import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { look } from "../links";
import { noteOpening } from "../links/openings";
import { sendLink } from "../links/send";
import { deliverDue } from "../mail";
import { db } from "../plumbing/db";
import { useEnv } from "../plumbing/env";
import { type Cast, cast, TestBrowser } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { type Provider, startProvider } from "../testing/provider";
import { newId } from "../values/id";
import { receiveEvent } from "./events";
import { isGroup, listMails, mailStory, resendMail } from "./log";

useDatabase();

let provider: Provider;
let c: Cast;
beforeAll(async () => {
  provider = await startProvider();
  useEnv({ RESEND_API_KEY: "re_test", RESEND_BASE_URL: provider.url, MAIL_FROM: "a@example.com", RESEND_RATE_PER_SECOND: "1000" });
});
afterAll(() => provider.close());
beforeEach(async () => {
  c = await cast();
  provider.sent.length = 0;
});

const row = (i: number, more: object = {}, of: Cast = c) => {
  const createdAt = new Date(Date.UTC(2026, 0, 1) + Math.floor(i / 3)); // several in one millisecond
  return db().mail.create({
    data: {
      ...{ id: newId(createdAt.getTime()), workspaceId: of.workspace.id, template: "portal_login", to: `p${i}@example.com`, toKey: `p${i}@example.com` },
      ...{ idempotencyKey: newId(), state: "sent" as const, createdAt, uselessAfter: new Date(), ...more },
    },
  });
};

describe("the mail log", () => {
  it("shows every mail once, page by page, newest first", async () => {
    for (let i = 0; i < 120; i++) await row(i);
    await row(999, {}, await cast());
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 5; page++) {
      const { mails, next } = await listMails(c.staff.viewer, { after });
      seen.push(...mails.map(({ to }) => to));
      if (!next) break;
      after = next;
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
    expect(seen[0]).toMatch(/^p11[789]@/);
  });

  it("filters by state and finds by the beginning of an address", async () => {
    await row(1, { state: "bounced" });
    await row(2, { state: "delivered" });
    await row(3, { state: "queued" });
    const to = async (options: object) => (await listMails(c.staff.viewer, options)).mails.map((m) => m.to);
    expect(await to({ group: "trouble" })).toEqual(["p1@example.com"]);
    expect(await to({ group: "waiting" })).toEqual(["p3@example.com"]);
    expect(await to({ search: " P2@" })).toEqual(["p2@example.com"]);
    expect(await to({ search: "%" })).toEqual([]);
    expect(await to({ after: "nonsense" })).toHaveLength(3);
    expect([isGroup("trouble"), isGroup("constructor"), isGroup(["x"])]).toEqual([true, false, false]);
  });

  it("tells the whole story of one, and nothing of another workspace's", async () => {
    const sent = await sendLink(c.staff.agent, c.ada.contactId);
    expect(sent.ok).toBe(true);
    await deliverDue();
    const token = provider.sent.at(-1)?.text.match(/magic-login\/(\w+)/)?.[1] ?? "";
    const scanner = { ...new TestBrowser("192.0.2.1").visitor, userAgent: "Barracuda Sentinel" };
    await noteOpening(c.workspace, scanner, await look(c.workspace, scanner, null, token));
    for (const type of ["delivered", "complained"]) {
      const { body } = provider.event(`email.${type}`, provider.sent.at(-1)!);
      await receiveEvent(newId(), JSON.parse(body));
    }
    const id = (await listMails(c.staff.viewer)).mails[0]?.id;
    const story = await mailStory(c.staff.viewer, id);
    expect(story).toMatchObject({
      ...{ state: "complained", attempts: 1, contact: { name: "Ada" }, sentBy: "agent", suppressed: true, resendable: true },
      ledger: "Example's mail filter opened this link once; that is harmless.",
      events: [{ type: "email.delivered" }, { type: "email.complained" }],
    });
    expect(JSON.stringify(story)).not.toContain(token);
    expect(await mailStory((await cast()).staff.owner, id)).toBeNull();
    expect(await mailStory(c.staff.viewer, "1; DROP TABLE")).toBeNull();
  });

  it("sends one again, with a link of its own", async () => {
    await sendLink(c.staff.agent, c.ada.contactId, { purpose: "contract", destination: "/documents/7" });
    await deliverDue();
    const id = (await listMails(c.staff.viewer)).mails[0]?.id;
    await expect(resendMail(c.staff.viewer, id)).rejects.toThrow("Not allowed");
    expect(await resendMail((await cast()).staff.owner, id)).toEqual({ ok: false, reason: "not_found" });
    expect(await resendMail(c.staff.agent, id)).toMatchObject({ ok: true, to: "ada@example.com" });
    await deliverDue();
    const links = await db().signInLink.findMany({ where: { workspaceId: c.workspace.id } });
    expect(links).toMatchObject([
      { purpose: "contract", destination: "/documents/7" },
      { purpose: "contract", destination: "/documents/7" },
    ]);
    expect(new Set(provider.sent.map(({ text }) => text.match(/magic-login\/(\w+)/)?.[1])).size).toBe(2);
  });
});
