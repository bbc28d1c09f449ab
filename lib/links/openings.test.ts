import { beforeEach, describe, expect, it } from "vitest";
import { askEmailChange } from "../account/email-change";
import { sentence } from "../activity";
import { look } from "../links";
import { db } from "../plumbing/db";
import { askForCodeAt } from "../settings/gateways";
import { type Cast, cast, TestBrowser } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { signInAs } from "../testing/door";
import { secretOfLink } from "../testing/mailbox";
import type { Member } from "../viewer";
import { noteOpening, notePress } from "./openings";
import { redeem } from "./redeem";
import { copyLink, revokeLinks } from "./send";

useDatabase();

let c: Cast;
const phone = new TestBrowser("198.51.100.9");
const scanner = { ...phone.visitor, userAgent: "Mimecast-Scanner/1.0" };
beforeEach(async () => {
  c = await cast();
});

async function copied(): Promise<string> {
  const link = await copyLink(c.staff.agent, c.ada.contactId);
  return link.ok ? link.url.split("/").pop()! : "";
}
const open = async (token: string, visitor = phone.visitor) => noteOpening(c.workspace, visitor, await look(c.workspace, visitor, null, token));
const openings = () => db().linkOpening.findMany({ where: { workspaceId: c.workspace.id }, select: { looks: true } });
const refusals = async () =>
  (await db().activity.findMany({ where: { workspaceId: c.workspace.id, action: "link.refused" } })).map(({ ok, contactId, action, data }) => ({
    ok,
    contactId,
    says: sentence(action, data, { who: "Somebody", whom: "Ada" }),
  }));

describe("an opening that was refused", () => {
  it("is noted, with the reason", async () => {
    const token = await copied();
    await revokeLinks(c.staff.agent, c.ada.contactId);
    await open(token);
    expect(await openings()).toEqual([{ looks: "browser" }]);
    expect(await refusals()).toEqual([{ ok: false, contactId: c.ada.contactId, says: "A sign-in link of Ada was refused: it was revoked." }]);
  });

  it("is told of each reason a few times a day, however often it is opened", async () => {
    const token = await copied();
    await redeem(c.workspace, new TestBrowser().visitor, null, token, { confirmed: true });
    for (let i = 0; i < 40; i++) await open(token);
    expect(await refusals()).toHaveLength(3);
    expect(await openings()).toHaveLength(25);
  });

  it("by a mail filter is nothing to tell of", async () => {
    const token = await copied();
    await revokeLinks(c.staff.agent, c.ada.contactId);
    await open(token, scanner);
    expect([await openings(), await refusals()]).toEqual([[{ looks: "scanner" }], []]);
  });

  it("of a link that never was leaves nothing", async () => {
    await open("x".repeat(64));
    expect([await openings(), await refusals()]).toEqual([[], []]);
  });
});

it("one that works is no refusal", async () => {
  await open(await copied());
  expect([await openings(), await refusals()]).toEqual([[{ looks: "browser" }], []]);
});

it("the link that confirms a new address is treated as its mail's domain wants it, not as the old one's", async () => {
  await askForCodeAt(c.staff.admin, "other.example");
  const laptop = new TestBrowser();
  const ada = (await signInAs(c, laptop, "ada@example.com")) as Member;
  await askEmailChange(ada, "ada@Other.example");
  const { id, confirm } = await db().signInLink.findFirstOrThrow({ where: { workspaceId: c.workspace.id, purpose: "email_change" } });
  expect(confirm).toBe("code");
  const token = (await secretOfLink(id)).token!;
  await open(token, scanner);
  await redeem(c.workspace, laptop.visitor, ada, token, { confirmed: true });
  await notePress(c.workspace, scanner, token);
  const gateways = await db().mailGateway.findMany({ where: { workspaceId: c.workspace.id }, select: { domain: true, openings: true, presses: true } });
  expect(gateways).toEqual([{ domain: "other.example", openings: 1, presses: 1 }]);
});
