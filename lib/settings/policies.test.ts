import { beforeEach, describe, expect, it } from "vitest";
import { Purpose } from "@/prisma/generated/enums";
import { db } from "../plumbing/db";
import { fieldsOf, isFixed, type Policy, policyWarnings, presetPolicy } from "../policies";
import { viewerOf } from "../sessions";
import { type Cast, cast, TestBrowser } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { forgetLimits, signInAs } from "../testing/door";
import { NotAllowed } from "../viewer";
import { workspaceById } from "../workspaces";
import { applyPreset, listPolicies, type PolicyTyped, policyOf, presetChanges, savePolicy } from "./policies";

useDatabase();

let c: Cast;
beforeEach(async () => {
  await forgetLimits();
  c = await cast();
});

const LOGIN = {
  purpose: "portal_login",
  ...{ lifetimeMinutes: "15", lifetimeUnit: "minutes", supersede: "none", confirm: "button", expired: "sign_in", includeCode: "on" },
  ...{ destination: "/", rateLimit: "3" },
};
const save = async (more: PolicyTyped = {}, viewer = c.staff.admin) => {
  const found = await policyOf(viewer, more.purpose ?? "portal_login");
  return savePolicy(viewer, { ...LOGIN, seen: found?.seen, ...more });
};
const entries = () => db().activity.findMany({ where: { workspaceId: c.workspace.id, action: "settings.changed" }, orderBy: { id: "asc" } });
const now = async (purpose: Purpose = "portal_login") => (await workspaceById(c.workspace.id))!.policies[purpose];

describe("a policy", () => {
  it("is changed, counts at once, and says before and after in words", async () => {
    expect(await save({ lifetimeMinutes: "2", lifetimeUnit: "hours", confirm: "code", ipBound: "on", destination: " /projects ", rateLimit: "5" })).toEqual({
      ok: true,
      changed: ["lifetimeMinutes", "confirm", "ipBound", "destination", "rateLimit"],
    });
    expect(await now()).toMatchObject({ lifetimeMinutes: 120, confirm: "code", ipBound: true, destination: "/projects", rateLimit: 5, sessionScope: "portal" });
    expect((await entries())[0]?.data).toEqual({
      area: "the policy of the sign-in link",
      changes: {
        lifetime: ["15 minutes", "2 hours"],
        "on another device": ["one press", "the code of the mail"],
        "only from the network that asked": ["no", "yes"],
        "page it leads to": ["/", "/projects"],
        "requests for one address in an hour": [3, 5],
      },
    });
  });

  it.each<[string, PolicyTyped]>([
    ["a lifetime under 5 minutes", { lifetimeMinutes: "4" }],
    ["one over 30 days", { lifetimeMinutes: "31", lifetimeUnit: "days" }],
    ["30 days and a minute", { lifetimeMinutes: "43201" }],
    ["no lifetime", { lifetimeMinutes: "" }],
    ["half a day", { lifetimeMinutes: "0.5", lifetimeUnit: "days" }],
    ["another unit", { lifetimeUnit: "years" }],
    ["a unit of the language", { lifetimeUnit: "constructor" }],
    ["another confirmation", { confirm: "auto" }],
    ["another way with older ones", { supersede: "all" }],
    ["another end", { expired: "nothing" }],
    ["a dialog over nothing", { expired: "dialog" }],
    ["another site", { destination: "https://evil.example" }],
    ["a site without a scheme", { destination: "//evil.example" }],
    ["a door", { destination: "/sign-out" }],
    ["no page", { destination: "" }],
    ["no limit", { rateLimit: "0" }],
    ["a limit that is none", { rateLimit: "21" }],
  ])("refuses %s", async (_, typed) => {
    expect(await save(typed)).toMatchObject({ ok: false, reason: "invalid" });
    expect(await entries()).toEqual([]);
  });

  it("takes what the bounds allow", async () => {
    expect(await save({ lifetimeMinutes: "5" })).toMatchObject({ ok: true });
    expect(await save({ lifetimeMinutes: "30", lifetimeUnit: "days" })).toMatchObject({ ok: true });
    expect((await now()).lifetimeMinutes).toBe(30 * 24 * 60);
  });

  it("leaves alone what has no meaning for its purpose", async () => {
    const { seen } = (await policyOf(c.staff.admin, "invoice"))!;
    expect(await savePolicy(c.staff.admin, { ...LOGIN, purpose: "invoice", expired: "dialog", requiresPortalAccess: "on", rateLimit: "9", seen })).toEqual({
      ok: true,
      changed: ["expired"],
    });
    expect(await now("invoice")).toMatchObject({
      expired: "dialog",
      requiresPortalAccess: false,
      rateLimit: 3,
      destination: "/documents",
      sessionScope: "item",
    });
  });

  it.each([...Object.values(Purpose).filter(isFixed), "nothing", "__proto__", "", null, 7])("%s is the same everywhere, or nothing", async (purpose) => {
    expect(await savePolicy(c.staff.owner, { ...LOGIN, purpose, seen: "" })).toBeNull();
    expect(await policyOf(c.staff.owner, purpose)).toBeNull();
  });

  it("that two change at once keeps both, or tells the second", async () => {
    const { seen } = (await policyOf(c.staff.admin, "portal_login"))!;
    await save({ lifetimeMinutes: "30" }, c.staff.owner);
    expect(await save({ confirm: "code", seen })).toMatchObject({ ok: true, changed: ["confirm"] });
    expect(await now()).toMatchObject({ lifetimeMinutes: 30, confirm: "code" });
    expect(await save({ lifetimeMinutes: "60", seen })).toMatchObject({ ok: false, reason: "conflict", by: "admin", now: { lifetimeMinutes: "30 minutes" } });
    expect((await now()).lifetimeMinutes).toBe(30);
  });

  it("of a purpose the workspace never had a row for is made", async () => {
    await db().policy.deleteMany({ where: { workspaceId: c.workspace.id } });
    expect(await save({ lifetimeMinutes: "20" })).toMatchObject({ ok: true, changed: ["lifetimeMinutes"] });
    expect(await now()).toMatchObject({ lifetimeMinutes: 20, rateLimit: 3 });
  });
});

describe("asking for portal access", () => {
  it("signs out whoever has none, at once, and nobody else", async () => {
    const [ada, cleo, agent] = [new TestBrowser(), new TestBrowser(), c.staff.agent];
    await signInAs(c, ada, c.ada.email);
    await signInAs(c, cleo, c.cleo.email);
    expect(await save({ requiresPortalAccess: "on" })).toMatchObject({ ok: true });
    const workspace = (await workspaceById(c.workspace.id))!;
    expect(await viewerOf(workspace, cleo.visitor)).toBeNull();
    expect(await viewerOf(workspace, ada.visitor)).toMatchObject({ contactId: c.ada.contactId });
    expect((await entries())[0]?.data).toMatchObject({ changes: { "sessions of people without access": ["open", "1 ended"] } });
    expect(await db().session.findFirst({ where: { workspaceId: c.workspace.id, contactId: c.cleo.contactId } })).toMatchObject({
      endReason: "access_removed",
    });
    await db().contact.update({ where: { id: c.ada.contactId }, data: { portalAccess: false } });
    expect(await viewerOf(workspace, ada.visitor)).toBeNull();
    expect(agent).toBeDefined();
  });

  it("in another workspace signs nobody out here", async () => {
    const other = await cast();
    const cleo = new TestBrowser();
    await signInAs(c, cleo, c.cleo.email);
    const { seen } = (await policyOf(other.staff.admin, "portal_login"))!;
    await savePolicy(other.staff.admin, { ...LOGIN, requiresPortalAccess: "on", seen });
    expect(await viewerOf(c.workspace, cleo.visitor)).toMatchObject({ contactId: c.cleo.contactId });
    expect((await now()).requiresPortalAccess).toBe(false);
  });
});

describe("a preset", () => {
  it("shows what it would change, and changes exactly that", async () => {
    await save({ rateLimit: "7" });
    const shown = (await presetChanges(c.staff.viewer, "builder"))!;
    expect(shown.changes).toContainEqual({ purpose: "portal_login", field: "lifetimeMinutes", name: "lifetime", before: "15 minutes", after: "7 days" });
    expect(shown.changes).toContainEqual(expect.objectContaining({ purpose: "portal_login", field: "rateLimit", before: 7, after: 3 }));
    expect(await applyPreset(c.staff.admin, { preset: "builder", seen: shown.seen })).toEqual({ ok: true, changed: shown.changes.length });
    const { preset, policies } = await listPolicies(c.staff.viewer);
    expect(preset).toBe("builder");
    for (const policy of policies) expect(policy).toMatchObject(presetPolicy("builder", policy.purpose));
    const last = (await entries()).at(-1)?.data as { area: string; changes: object };
    expect(last.area).toBe("the preset");
    expect(last.changes).toMatchObject({ preset: ["club", "builder"], "lifetime of the sign-in link": ["15 minutes", "7 days"] });
    expect((await presetChanges(c.staff.viewer, "builder"))?.changes).toEqual([]);
  });

  it("that was looked at before somebody changed a policy has to be looked at again", async () => {
    const { seen } = (await presetChanges(c.staff.admin, "desk"))!;
    await save({ lifetimeMinutes: "30" }, c.staff.owner);
    expect(await applyPreset(c.staff.admin, { preset: "desk", seen })).toEqual({ ok: false, reason: "stale" });
    expect((await listPolicies(c.staff.admin)).preset).toBe("club");
  });

  it.each(["nothing", "__proto__", "", null, 7])("%s is none", async (preset) => {
    expect(await applyPreset(c.staff.admin, { preset, seen: "" })).toEqual({ ok: false, reason: "not_found" });
    expect(await presetChanges(c.staff.admin, preset)).toBeNull();
  });

  it("is for owners and admins", async () => {
    for (const role of ["agent", "viewer"] as const) {
      await expect(applyPreset(c.staff[role], { preset: "desk" })).rejects.toThrow(NotAllowed);
      await expect(savePolicy(c.staff[role], LOGIN)).rejects.toThrow(NotAllowed);
    }
  });
});

describe("a warning (L7)", () => {
  const about = (more: Partial<Policy>, reachable = true) =>
    policyWarnings({ ...presetPolicy("club", "portal_login"), ...more }, { reachable }).map(({ field, text }) => [field, text]);
  const DAY = 24 * 60;

  it.each([
    [9, /Less than 10 minutes/],
    [DAY + 1, /More than 24 hours/],
    [7 * DAY, /More than 24 hours/],
    [7 * DAY + 1, /More than 7 days/],
  ])("is given at %s minutes", (lifetimeMinutes, said) => {
    expect(about({ lifetimeMinutes })).toEqual([["lifetimeMinutes", expect.stringMatching(said)]]);
  });

  it("is not given where there is nothing to say", () => {
    for (const lifetimeMinutes of [10, 15, DAY]) expect(about({ lifetimeMinutes })).toEqual([]);
  });

  it("is given for what keeps people out or lets too much through", () => {
    expect(about({ ipBound: true })[0]?.[1]).toMatch(/change their network/);
    expect(about({ expired: "contact_us" })[0]?.[1]).toMatch(/a mail or a call/);
    expect(about({ expired: "contact_us" }, false)[0]?.[1]).toMatch(/no way to reach you/);
    expect(about({ rateLimit: 11 })[0]?.[1]).toMatch(/More than 10/);
  });

  it("and a field belongs to every purpose that may be changed", () => {
    for (const purpose of Object.values(Purpose)) expect(fieldsOf(purpose)).toContain("lifetimeMinutes");
  });
});
