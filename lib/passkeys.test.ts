import { beforeEach, describe, expect, it } from "vitest";
import { Role } from "@/prisma/generated/enums";
import { COMMANDS } from "@/scripts/cli/commands";
import { beginAdding, beginProving, finishAdding, finishProving, myPasskeys, removePasskey } from "./passkeys";
import { PERMISSIONS } from "./permissions";
import { db } from "./plumbing/db";
import { signOut } from "./sessions";
import { listStaff, resetPasskeys, setPasskeyMode } from "./staff";
import { Authenticator } from "./testing/authenticator";
import { type Cast, cast, TestBrowser } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { forgetLimits, signInAs, visit } from "./testing/door";
import { ago, HOUR_MS } from "./values/time";
import { allow, makeViewer, NotAllowed, type Staff } from "./viewer";
import { forgetWorkspaces, workspaceById } from "./workspaces";
import { makeMain, removeDomain } from "./workspaces/domains";

useDatabase();

let c: Cast;
let key: Authenticator;
beforeEach(async () => {
  await forgetLimits();
  c = await cast();
  key = new Authenticator(c.workspace.origin);
});

const enter = async (email = "agent@example.com", browser = new TestBrowser()) => {
  await forgetLimits();
  await signInAs(c, browser, email, "staff_login");
  return browser;
};
const at = async (browser: TestBrowser) => (await visit(c, browser)) as Staff;

async function add(browser: TestBrowser, with_ = key, label: unknown = "Laptop") {
  const begun = await beginAdding(await at(browser), label);
  if (!begun.ok) return begun;
  return finishAdding(await at(browser), with_.create(begun.options), label);
}

async function prove(browser: TestBrowser, with_ = key) {
  const begun = await beginProving(await at(browser));
  if (!begun.ok) return begun;
  return finishProving(await at(browser), with_.get(begun.options));
}

async function require_(mode: "required" | "optional" = "required") {
  await db().workspace.update({ where: { id: c.workspace.id }, data: { staffPasskey: mode } });
  forgetWorkspaces();
  c.workspace = (await workspaceById(c.workspace.id))!;
}

/** One of the workspace's own, proved and leading here. */
async function ownDomain(): Promise<string> {
  const host = `portal-${c.workspace.slug}.example.com`;
  const records = [{ kind: "address", type: "CNAME", host, expected: "", state: "ok", found: [], advice: "" }];
  const row = { workspaceId: c.workspace.id, host, verifiedHost: host, verifiedAt: new Date(), verifyToken: "x", records };
  return (await db().domain.create({ data: row })).id;
}

async function moved() {
  forgetWorkspaces();
  c.workspace = (await workspaceById(c.workspace.id))!;
  for (const role of Object.values(Role)) c.staff[role] = makeViewer<Staff>(c.workspace, { ...c.staff[role] });
}

const actions = async () => (await db().activity.findMany({ where: { workspaceId: c.workspace.id }, orderBy: { id: "asc" } })).map(({ action }) => action);
const allowed = (viewer: Staff) =>
  PERMISSIONS.filter((permission) => {
    try {
      return allow(viewer, permission);
    } catch {
      return false;
    }
  });

describe("adding a passkey", () => {
  it("is one's own choice, is recorded, and this session goes on", async () => {
    const browser = await enter();
    expect((await at(browser)).secondStep).toBeUndefined();
    expect(await add(browser)).toEqual({ ok: true, label: "Laptop" });
    expect((await at(browser)).secondStep).toBeUndefined();
    expect(await myPasskeys(await at(browser))).toMatchObject([{ label: "Laptop", lastUsedAt: null }]);
    expect((await listStaff(c.staff.viewer)).find(({ role }) => role === "agent")).toMatchObject({ passkeys: 1 });
    expect((await actions()).at(-1)).toBe("staff.passkey_added");
  });

  it("names the device when no name was given, and keeps names to a line, in full (I13)", async () => {
    const browser = await enter();
    expect(await add(browser, key, "  ")).toEqual({ ok: true, label: "Chrome on Linux" });
    const label = `a b${"x".repeat(57)}`;
    const tooLong = { ok: false, reason: "too_long", field: "label", max: 60, length: 61 };
    expect(await add(browser, new Authenticator(c.workspace.origin), `${label}x`)).toEqual(tooLong);
    expect(await finishAdding(await at(browser), null, `${label}x`)).toEqual(tooLong);
    expect(await add(browser, new Authenticator(c.workspace.origin), label.replace(" ", "\n"))).toMatchObject({ ok: true, label });
  });

  it("needs a fresh sign-in", async () => {
    const browser = await enter();
    await db().session.updateMany({ where: { id: (await at(browser)).sessionId }, data: { freshAt: ago(HOUR_MS) } });
    expect(await add(browser)).toEqual({ ok: false, reason: "not_fresh" });
  });

  it("takes none twice, not somebody else's, and ten at most", async () => {
    const [agent, admin] = [await enter(), await enter("admin@example.com", new TestBrowser("203.0.113.9"))];
    await add(agent);
    expect(await add(agent)).toEqual({ ok: false, reason: "known" });
    expect(await add(admin, key)).toEqual({ ok: false, reason: "known" });
    for (let i = 0; i < 9; i++) expect(await add(agent, new Authenticator(c.workspace.origin))).toMatchObject({ ok: true });
    expect(await add(agent, new Authenticator(c.workspace.origin))).toEqual({ ok: false, reason: "too_many" });
  });

  it("believes no other site, no old answer, no foreign challenge and no nonsense", async () => {
    const browser = await enter();
    expect(await add(browser, new Authenticator("https://evil.example.com"))).toEqual({ ok: false, reason: "refused" });
    const begun = await beginAdding(await at(browser));
    const answer = begun.ok ? key.create(begun.options) : null;
    for (const nonsense of [null, "x", {}, { id: "x" }, { ...answer, response: {} }]) {
      await beginAdding(await at(browser));
      expect(await finishAdding(await at(browser), nonsense, "x")).toEqual({ ok: false, reason: "refused" });
    }
    expect(await finishAdding(await at(browser), answer, "x")).toEqual({ ok: false, reason: "expired" });
    const again = await beginAdding(await at(browser));
    expect(await finishAdding(await at(browser), answer, "x")).toEqual({ ok: false, reason: "refused" });
    expect(again.ok).toBe(true);
    await beginAdding(await at(browser));
    await db().session.updateMany({ where: { id: (await at(browser)).sessionId }, data: { challengeUntil: ago(1) } });
    expect(await finishAdding(await at(browser), answer, "x")).toEqual({ ok: false, reason: "expired" });
    expect(await db().passkey.count({ where: { workspaceId: c.workspace.id } })).toBe(0);
  });
});

describe("the second step", () => {
  let browser: TestBrowser;
  beforeEach(async () => {
    await add(await enter());
    browser = await enter(undefined, new TestBrowser("203.0.113.20"));
  });

  it("is asked for in every new session; until then there is nothing but the way in and the way out", async () => {
    const half = await at(browser);
    expect(half.secondStep).toBe("prove");
    expect(allowed(half)).toEqual(["staff.enter"]);
    await signOut(half);
    expect(await at(browser)).toBeNull();
  });

  it("is taken with one's passkey, is recorded, and opens everything", async () => {
    expect(await prove(browser)).toEqual({ ok: true });
    const whole = await at(browser);
    expect(whole.secondStep).toBeUndefined();
    expect(allowed(whole)).toEqual(allowed(makeViewer<Staff>(c.workspace, { ...c.staff.agent })));
    expect((await actions()).at(-1)).toBe("staff.passkey_used");
    expect((await myPasskeys(whole))[0]?.lastUsedAt).not.toBeNull();
  });

  it("a stolen mailbox can't add a passkey of its own instead", async () => {
    const thief = new Authenticator(c.workspace.origin);
    expect(await add(browser, thief)).toEqual({ ok: false, reason: "prove_first" });
    await beginProving(await at(browser));
    const challenge = (await db().session.findUniqueOrThrow({ where: { id: (await at(browser)).sessionId } })).challenge!;
    const answer = thief.create({ challenge: Buffer.from(challenge).toString("base64url"), rp: { id: new URL(c.workspace.origin).hostname } });
    expect(await finishAdding(await at(browser), answer, "x")).toEqual({ ok: false, reason: "prove_first" });
    expect(await removePasskey(await at(browser), "x").catch((error) => error)).toBeInstanceOf(NotAllowed);
  });

  it("is not taken with another's passkey, another site's, a copy that lags behind, or an answer used before", async () => {
    const admin = await enter("admin@example.com", new TestBrowser("203.0.113.30"));
    const foreign = new Authenticator(c.workspace.origin);
    await add(admin, foreign);
    expect(await prove(browser, foreign)).toEqual({ ok: false, reason: "refused" });
    const begun = await beginProving(await at(browser));
    const answer = begun.ok ? key.get(begun.options) : null;
    expect(await finishProving(await at(browser), answer)).toEqual({ ok: true });
    const third = await enter(undefined, new TestBrowser("203.0.113.40"));
    expect(await finishProving(await at(third), answer)).toEqual({ ok: false, reason: "expired" });
    await beginProving(await at(third));
    expect(await finishProving(await at(third), answer)).toEqual({ ok: false, reason: "refused" });
    key.counter = 0;
    expect(await prove(third)).toEqual({ ok: false, reason: "refused" });
    expect((await at(third)).secondStep).toBe("prove");
    expect((await actions()).filter((action) => action === "staff.passkey_refused")).toHaveLength(3);
    key.counter = 5;
    expect(await prove(third)).toEqual({ ok: true });
  });

  it("one answer opens one session, of ten sent at once", async () => {
    const begun = await beginProving(await at(browser));
    const answer = begun.ok ? key.get(begun.options) : null;
    const viewer = await at(browser);
    const all = await Promise.all(Array.from({ length: 10 }, () => finishProving(viewer, answer)));
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it("can be tried twenty times in a quarter of an hour", async () => {
    for (let i = 0; i < 20; i++) expect(await beginProving(await at(browser))).toMatchObject({ ok: true });
    expect(await beginProving(await at(browser))).toEqual({ ok: false, reason: "limited" });
  });
});

describe("where everybody needs one", () => {
  it("whoever has none adds one before anything else opens, in sessions that are open too", async () => {
    const browser = await enter();
    await require_();
    const half = await at(browser);
    expect(half.secondStep).toBe("enrol");
    expect(allowed(half)).toEqual(["staff.enter"]);
    expect(await add(browser)).toMatchObject({ ok: true });
    expect((await at(browser)).secondStep).toBeUndefined();
  });

  it("of two sessions that add the first, one has to prove it", async () => {
    await require_();
    const [one, two] = [await enter(), await enter(undefined, new TestBrowser("203.0.113.50"))];
    const begun = await beginAdding(await at(two));
    const before = await at(two);
    expect(await add(one)).toMatchObject({ ok: true });
    const thief = new Authenticator(c.workspace.origin);
    expect(await finishAdding(before, begun.ok ? thief.create(begun.options) : null, "x")).toEqual({ ok: false, reason: "prove_first" });
    expect((await at(two)).secondStep).toBe("prove");
  });

  it("the last one stays; where they are a choice it may go", async () => {
    const browser = await enter();
    await add(browser);
    const [mine] = await myPasskeys(await at(browser));
    await require_();
    expect(await removePasskey(await at(browser), mine!.id)).toEqual({ ok: false, reason: "last" });
    await require_("optional");
    const other = await enter("admin@example.com", new TestBrowser("203.0.113.60"));
    expect(await removePasskey(await at(other), mine!.id)).toEqual({ ok: false, reason: "refused" });
    expect(await removePasskey(await at(browser), mine!.id)).toEqual({ ok: true, label: "Laptop" });
    expect((await actions()).at(-1)).toBe("staff.passkey_removed");
  });

  it("is turned on by an owner who has one, lately signed in; it is recorded with before and after", async () => {
    for (const role of Object.values(Role).filter((r) => r !== "owner")) await expect(setPasskeyMode(c.staff[role], "required")).rejects.toThrow(NotAllowed);
    const browser = await enter("owner@example.com");
    expect(await setPasskeyMode(await at(browser), "required")).toEqual({ ok: false, reason: "no_passkey" });
    await add(browser);
    expect(await setPasskeyMode(await at(browser), "whatever")).toMatchObject({ ok: false });
    expect(await setPasskeyMode(await at(browser), "required")).toEqual({ ok: true, mode: "required" });
    const { data } = await db().activity.findFirstOrThrow({ where: { workspaceId: c.workspace.id, action: "settings.changed" } });
    expect(data).toMatchObject({ changes: { passkey: ["optional", "required"] } });
    expect((await workspaceById(c.workspace.id))?.staffPasskey).toBe("required");
  });
});

describe("a passkey and the main domain", () => {
  it("works at the address it was made at: elsewhere it is not asked for, a new one is added, and back home it counts again", async () => {
    const standard = c.workspace.origin;
    await add(await enter("owner@example.com"));
    const id = await ownDomain();
    expect(await makeMain(c.staff.owner, id)).toMatchObject({ ok: true });
    await moved();
    const there = await enter("owner@example.com", new TestBrowser("203.0.113.80"));
    expect((await at(there)).secondStep).toBeUndefined();
    expect((await listStaff(c.staff.viewer)).find(({ role }) => role === "owner")).toMatchObject({ passkeys: 0 });
    expect(await setPasskeyMode(await at(there), "required")).toEqual({ ok: false, reason: "no_passkey" });
    const second = new Authenticator(c.workspace.origin);
    expect(await add(there, second, "Second")).toMatchObject({ ok: true });
    expect(await myPasskeys(await at(there))).toMatchObject([
      { label: "Laptop", host: new URL(standard).hostname, works: false },
      { label: "Second", host: new URL(c.workspace.origin).hostname, works: true },
    ]);
    const later = await enter("owner@example.com", new TestBrowser("203.0.113.81"));
    expect((await at(later)).secondStep).toBe("prove");
    const begun = await beginProving(await at(later));
    expect(begun.ok && begun.options.allowCredentials).toHaveLength(1);
    expect(await prove(later, second)).toEqual({ ok: true });

    expect(await removeDomain(c.staff.owner, id)).toMatchObject({ ok: true });
    await moved();
    expect(c.workspace.origin).toBe(standard);
    const home = await enter("owner@example.com", new TestBrowser("203.0.113.82"));
    expect((await at(home)).secondStep).toBe("prove");
    expect(await prove(home)).toEqual({ ok: true });
  });

  it("where everybody needs one, one is added at the new address before anything else opens; the one that works there is the last", async () => {
    await add(await enter());
    await require_();
    await makeMain(c.staff.owner, await ownDomain());
    await moved();
    const there = await enter(undefined, new TestBrowser("203.0.113.83"));
    expect((await at(there)).secondStep).toBe("enrol");
    expect(await add(there, new Authenticator(c.workspace.origin), "Second")).toMatchObject({ ok: true });
    const [first, second] = await myPasskeys(await at(there));
    expect(await removePasskey(await at(there), second!.id)).toEqual({ ok: false, reason: "last" });
    expect(await removePasskey(await at(there), first!.id)).toEqual({ ok: true, label: "Laptop" });
  });

  it("of before addresses were kept counts until the main domain changes, as one of the address that was", async () => {
    const standard = c.workspace.origin;
    await add(await enter());
    await db().passkey.updateMany({ where: { workspaceId: c.workspace.id }, data: { host: null } });
    expect((await at(await enter(undefined, new TestBrowser("203.0.113.84")))).secondStep).toBe("prove");
    const id = await ownDomain();
    await makeMain(c.staff.owner, id);
    await moved();
    expect((await at(await enter(undefined, new TestBrowser("203.0.113.85")))).secondStep).toBeUndefined();
    expect(await db().passkey.findFirst({ where: { workspaceId: c.workspace.id } })).toMatchObject({ host: new URL(standard).hostname });
    await db().passkey.updateMany({ where: { workspaceId: c.workspace.id }, data: { host: null } });
    const host = new URL(c.workspace.origin).hostname;
    await removeDomain(c.staff.owner, id);
    expect(await db().passkey.findFirst({ where: { workspaceId: c.workspace.id } })).toMatchObject({ host });
  });
});

describe("a lost passkey", () => {
  it("is reset by an owner: it and the sessions are gone, a link lets them in again", async () => {
    const agent = await enter();
    await add(agent);
    const owner = await enter("owner@example.com", new TestBrowser("203.0.113.70"));
    const { staffId } = c.staff.agent;
    await expect(resetPasskeys(c.staff.admin, staffId)).rejects.toThrow(NotAllowed);
    const elsewhere = await cast("desk");
    expect(await resetPasskeys(await at(owner), elsewhere.staff.agent.staffId)).toEqual({ ok: false, reason: "not_found" });
    expect(await resetPasskeys(await at(owner), staffId)).toEqual({ ok: true, name: "agent" });
    expect(await at(agent)).toBeNull();
    expect((await at(await enter())).secondStep).toBeUndefined();
    expect(await actions()).toContain("staff.passkeys_reset");
  });

  it("of the only owner is reset from the command line", async () => {
    const owner = await enter("owner@example.com");
    await add(owner);
    const run = (...args: string[]) => COMMANDS["passkeys:reset"]!.run(args);
    expect(await run(c.workspace.slug, "nobody@example.com")).toMatch(/^Nobody on the staff/);
    expect(await run("nowhere", "owner@example.com")).toMatch(/no workspace/);
    expect(await run(c.workspace.slug, "Owner@example.com")).toBeUndefined();
    expect(await at(owner)).toBeNull();
    expect(await db().passkey.count({ where: { workspaceId: c.workspace.id } })).toBe(0);
  });
});
