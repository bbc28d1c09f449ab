import { beforeEach, describe, expect, it } from "vitest";
import { sentence } from "../activity";
import { sendLink } from "../links/send";
import { db } from "../plumbing/db";
import { type Cast, cast } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { askForCodeAt, backToOnePressAt, codeDomains } from "./gateways";

useDatabase();

let c: Cast;
beforeEach(async () => {
  c = await cast();
});

const listed = async () => (await codeDomains(c.staff.viewer)).map(({ domain }) => domain);
const changes = async () =>
  (await db().activity.findMany({ where: { workspaceId: c.workspace.id, action: "settings.changed" }, orderBy: { id: "asc" } })).map(({ action, data }) =>
    sentence(action, data, { who: "Sam", whom: "" }),
  );
const confirmOfNextLink = async () => {
  const sent = await sendLink(c.staff.agent, c.ada.contactId);
  return sent.ok && (await db().signInLink.findUniqueOrThrow({ where: { id: sent.linkId } })).confirm;
};

describe("domains whose links ask for the code", () => {
  it("are listed, and taken back", async () => {
    await askForCodeAt(c.staff.admin, "example.com");
    await askForCodeAt(c.staff.admin, "Contoso.example");
    expect(await listed()).toEqual(["contoso.example", "example.com"]);
    expect(await confirmOfNextLink()).toBe("code");
    expect(await backToOnePressAt(c.staff.admin, "example.com")).toBe(true);
    expect(await listed()).toEqual(["contoso.example"]);
    expect(await confirmOfNextLink()).toBe("button");
  });

  it("are in the log with before and after, and only when something changed", async () => {
    for (let i = 0; i < 2; i++) await askForCodeAt(c.staff.admin, "example.com");
    expect(await backToOnePressAt(c.staff.admin, "example.com")).toBe(true);
    expect(await backToOnePressAt(c.staff.admin, "example.com")).toBe(false);
    expect(await changes()).toEqual([
      "Sam changed links to example.com: confirmation from “button” to “code”.",
      "Sam changed links to example.com: confirmation from “code” to “button”.",
    ]);
  });

  it("are a workspace's own, and for those who may change settings", async () => {
    await askForCodeAt(c.staff.admin, "example.com");
    const other = await cast();
    expect(await codeDomains(other.staff.owner)).toEqual([]);
    expect(await backToOnePressAt(other.staff.owner, "example.com")).toBe(false);
    await expect(backToOnePressAt(c.staff.agent, "example.com")).rejects.toThrow("Not allowed");
    expect(await listed()).toEqual(["example.com"]);
    for (const nonsense of [null, "", "not a domain", "%"]) expect(await backToOnePressAt(c.staff.admin, nonsense)).toBe(false);
  });
});
