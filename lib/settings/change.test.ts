import { beforeEach, describe, expect, it } from "vitest";
import { sentence } from "../activity";
import { db } from "../plumbing/db";
import { type Cast, cast, member } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { NotAllowed, type Staff } from "../viewer";
import { workspaceById } from "../workspaces";
import { generalSettings, saveGeneral } from "./general";
import { limitSettings, saveLimits } from "./limits";
import { saveSessionSettings, sessionSettings } from "./sessions";

useDatabase();

let c: Cast;
beforeEach(async () => {
  c = await cast();
});

const GENERAL = { name: "The club", supportEmail: "help@example.com", supportPhone: "", supportUrl: "", timeZone: "UTC" };
const entries = (of = c) => db().activity.findMany({ where: { workspaceId: of.workspace.id, action: "settings.changed" }, orderBy: { id: "asc" } });
const general = async (viewer: Staff, more: object = {}) => saveGeneral(viewer, { ...GENERAL, seen: (await generalSettings(viewer)).seen, ...more });

describe("general settings", () => {
  it("are changed, counted at once, and written down with before and after", async () => {
    const saved = await general(c.staff.admin, {
      name: "  Acme \u202e Ltd ",
      supportPhone: "+49 (0) 30 / 1234-5",
      supportUrl: "acme.com/help",
      timeZone: "Europe/Berlin",
    });
    expect(saved).toEqual({ ok: true, changed: ["name", "supportPhone", "supportUrl", "timeZone"] });
    expect(await workspaceById(c.workspace.id)).toMatchObject({
      brand: { name: "Acme Ltd" },
      timeZone: "Europe/Berlin",
      support: { email: "help@example.com", phone: "+49 (0) 30 / 1234-5", url: "https://acme.com/help" },
      version: 2,
    });
    const [entry] = await entries();
    expect(entry).toMatchObject({ staffId: c.staff.admin.staffId, type: "SETTINGS" });
    expect(entry?.data).toEqual({
      area: "the general settings",
      changes: {
        name: ["The club", "Acme Ltd"],
        "support phone": [null, "+49 (0) 30 / 1234-5"],
        "help page": [null, "https://acme.com/help"],
        "time zone": ["UTC", "Europe/Berlin"],
      },
    });
  });

  it("that are the same as before are no entry", async () => {
    expect(await general(c.staff.owner)).toEqual({ ok: true, changed: [] });
    expect(await entries()).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    ["name", ["", " \u200b ", "x".repeat(81), null, undefined, 7, {}]],
    ["supportEmail", ["nobody", "a@b.c\r\nBcc: x@y.zz", "a@b@c.de", 7]],
    ["supportPhone", ["call me", "1", "<script>", "+", "0".repeat(60)]],
    [
      "supportUrl",
      [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://a:b@acme.com",
        "http://localhost/",
        "//",
        "ftp://acme.com",
        "https://acme",
        "x".repeat(400),
        "a b.com",
      ],
    ],
    ["timeZone", ["", "Mars/Olympus", "+01:00", "x".repeat(100), null, 7, "Europe/Berlin\n"]],
  ])("refuse what is no %s", async (field, hostile) => {
    for (const value of hostile)
      expect(await general(c.staff.admin, { [field]: value }), String(value)).toEqual({ ok: false, reason: "invalid", problems: { [field]: "format" } });
    expect(await entries()).toEqual([]);
  });

  it("say everything that is wrong at once", async () => {
    expect(await general(c.staff.admin, { name: "", supportEmail: "x", timeZone: "x" })).toMatchObject({
      problems: { name: "format", supportEmail: "format", timeZone: "format" },
    });
  });
});

describe("two who edit at once", () => {
  it("both keep what they changed, when it is not the same", async () => {
    const { seen } = await generalSettings(c.staff.admin);
    await saveGeneral(c.staff.owner, { ...GENERAL, name: "Acme", seen });
    expect(await saveGeneral(c.staff.admin, { ...GENERAL, timeZone: "Asia/Tokyo", seen })).toEqual({ ok: true, changed: ["timeZone"] });
    expect(await workspaceById(c.workspace.id)).toMatchObject({ brand: { name: "Acme" }, timeZone: "Asia/Tokyo" });
  });

  it("of the same thing: the second is told, and replaces it only by saying so once more", async () => {
    const { seen } = await generalSettings(c.staff.admin);
    await saveGeneral(c.staff.owner, { ...GENERAL, name: "Acme", supportEmail: "", seen });
    const told = await saveGeneral(c.staff.admin, { ...GENERAL, name: "Acme Ltd", timeZone: "Asia/Tokyo", seen });
    expect(told).toMatchObject({ ok: false, reason: "conflict", by: "owner", now: { name: "Acme" } });
    expect(await workspaceById(c.workspace.id)).toMatchObject({ brand: { name: "Acme" }, timeZone: "UTC" });
    expect(
      await saveGeneral(c.staff.admin, { ...GENERAL, name: "Acme Ltd", timeZone: "Asia/Tokyo", seen: told.ok || told.reason !== "conflict" ? "" : told.seen }),
    ).toEqual({
      ok: true,
      changed: ["name", "timeZone"],
    });
    expect(await workspaceById(c.workspace.id)).toMatchObject({ brand: { name: "Acme Ltd" }, timeZone: "Asia/Tokyo", support: { email: null } });
  });

  it("at the very same moment: one of them is told", async () => {
    const { seen } = await generalSettings(c.staff.admin);
    const done = await Promise.all(["A", "B", "C"].map((name) => saveGeneral(c.staff.admin, { ...GENERAL, name, seen })));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await entries()).toHaveLength(1);
  });

  it.each(["", "null", "[]", "{", '{"name":7}', '{"__proto__":{"name":"x"}}', "x".repeat(20_000), null, 7])(
    "and a form that says it saw %s has seen nothing",
    async (seen) => {
      expect(await saveGeneral(c.staff.admin, { ...GENERAL, name: "Acme", seen })).toMatchObject({ ok: false, reason: "conflict", by: null });
      expect(await entries()).toEqual([]);
    },
  );
});

describe("sessions", () => {
  const save = async (days: unknown, max: unknown = "") =>
    saveSessionSettings(c.staff.admin, { sessionDays: days, sessionMaxDays: max, seen: (await sessionSettings(c.staff.admin)).seen });

  it("last as long as is set", async () => {
    expect(await save("90", "365")).toMatchObject({ ok: true });
    expect(await workspaceById(c.workspace.id)).toMatchObject({ sessionDays: 90, sessionMaxDays: 365 });
    expect(await save("90", " ")).toMatchObject({ ok: true, changed: ["sessionMaxDays"] });
    expect((await entries()).map(({ data }) => sentence("settings.changed", data, { who: "Ann", whom: "" }))).toEqual([
      "Ann changed how long sessions last: time without a visit from “30 days” to “90 days”, longest time altogether from “no limit” to “365 days”.",
      "Ann changed how long sessions last: longest time altogether from “365 days” to “no limit”.",
    ]);
  });

  it.each(["", "0", "-1", "366", "1.5", "1e2", "0x10", "٣", "999999999999", "NaN", null, {}, []])("refuse %o days", async (days) => {
    expect(await save(days)).toMatchObject({ ok: false, reason: "invalid" });
  });

  it("are never longer without a visit than altogether, also when two people set the one and the other", async () => {
    expect(await save("30", "7")).toEqual({ ok: false, reason: "invalid", problems: { sessionMaxDays: "shorter" } });
    const { seen } = await sessionSettings(c.staff.admin);
    await saveSessionSettings(c.staff.owner, { sessionDays: "60", sessionMaxDays: "", seen });
    expect(await saveSessionSettings(c.staff.admin, { sessionDays: "30", sessionMaxDays: "45", seen })).toMatchObject({ reason: "invalid" });
  });
});

describe("limits", () => {
  const save = async (more: object) =>
    saveLimits(c.staff.admin, { asksPerIp: "30", staffSendsPerHour: "60", seen: (await limitSettings(c.staff.admin)).seen, ...more });

  it("count at once", async () => {
    expect(await save({ asksPerIp: "200" })).toEqual({ ok: true, changed: ["asksPerIp"] });
    expect((await workspaceById(c.workspace.id))?.asksPerIp).toBe(200);
  });

  it.each([
    [{ asksPerIp: "0" }],
    [{ asksPerIp: "4" }],
    [{ asksPerIp: "1001" }],
    [{ asksPerIp: "Infinity" }],
    [{ staffSendsPerHour: "0" }],
    [{ staffSendsPerHour: "" }],
    [{ staffSendsPerHour: "100000" }],
  ])("can't be switched off: %o", async (typed) => {
    expect(await save(typed)).toMatchObject({ ok: false, reason: "invalid" });
  });
});

describe("whoever may not", () => {
  it.each([
    ["general", generalSettings, saveGeneral],
    ["sessions", sessionSettings, saveSessionSettings],
    ["limits", limitSettings, saveLimits],
  ] as const)("change the %s settings is refused before anything is looked at", async (_, read, save) => {
    for (const role of ["agent", "viewer"] as const) {
      await expect(read(c.staff[role])).resolves.toBeDefined();
      await expect(save(c.staff[role], {})).rejects.toThrow(NotAllowed);
    }
    for (const role of ["owner", "admin"] as const) expect(await save(c.staff[role], {})).toMatchObject({ reason: "invalid" });
    const ada = member(c.workspace, c.ada) as never;
    await expect(read(ada)).rejects.toThrow(NotAllowed);
    await expect(save(ada, {})).rejects.toThrow(NotAllowed);
  });

  it("never reaches another workspace", async () => {
    const other = await cast();
    await general(c.staff.owner, { name: "Acme" });
    expect(await workspaceById(other.workspace.id)).toMatchObject({ brand: { name: "The club" }, version: 1 });
    expect(await entries(other)).toEqual([]);
  });
});
