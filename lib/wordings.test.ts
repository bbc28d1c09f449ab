import { beforeAll, describe, expect, it } from "vitest";
import { deliverDue } from "./mail";
import { TEMPLATES } from "./mail/templates";
import { db } from "./plumbing/db";
import { type Cast, cast } from "./testing/cast";
import { useDatabase } from "./testing/database";
import { listWordings, previewMail, resetWording, saveWording, sendPreview, wordingOf } from "./wordings";

useDatabase();

let c: Cast;
beforeAll(async () => {
  c = await cast();
});

const GOOD = { subject: "{brand}: come in", intro: "Hello {name}, here is your way in.\nIt works for {lifetime}.", button: "Come in" };
const save = (more: Record<string, unknown> = {}, template = "portal_login") => saveWording(c.staff.admin, template, { ...GOOD, ...more });

describe("a workspace's own words", () => {
  it("are what its mails say, in both parts", async () => {
    expect(await save()).toEqual({ ok: true });
    expect((await wordingOf(c.staff.viewer, "portal_login"))?.words).toEqual(GOOD);
    const letter = await previewMail(c.staff.viewer, "portal_login");
    expect(letter?.subject).toBe("The club: come in");
    expect(letter?.text).toContain("Hello Ada Lovelace, here is your way in.\nIt works for 15 minutes.");
    expect(letter?.html).toContain("Come in");
    const log = await db().activity.findFirst({ where: { workspaceId: c.workspace.id, action: "settings.changed" } });
    expect(log).toMatchObject({ staffId: c.staff.admin.staffId, data: { area: "the wording of the mail “Sign-in link”" } });
  });

  it("can be taken back", async () => {
    await save();
    expect(await resetWording(c.staff.admin, "portal_login")).toEqual({ ok: true });
    expect(await wordingOf(c.staff.admin, "portal_login")).toMatchObject({ changed: false });
    expect(await db().wording.count({ where: { workspaceId: c.workspace.id } })).toBe(0);
  });

  it.each<[string, Record<string, unknown>, object]>([
    ["an unknown variable", { intro: "Hi {firstName}" }, { reason: "unknown_variable", field: "intro", name: "firstName" }],
    ["code in braces", { intro: "Hi {process.env.AUTH_SECRET}" }, { reason: "unknown_variable", field: "intro" }],
    ["the name of a secret", { subject: "Your code is {code}" }, { reason: "secret", field: "subject" }],
    ["another", { intro: "{ Link }" }, { reason: "secret", field: "intro" }],
    ["script", { intro: "<script>alert(1)</script>" }, { reason: "markup", field: "intro" }],
    ["a picture", { button: '<img src="https://evil.example/p.gif">' }, { reason: "markup", field: "button" }],
    ["nothing", { subject: "  \r\n " }, { reason: "empty", field: "subject" }],
    ["too much", { intro: "x".repeat(700) }, { reason: "too_long", field: "intro" }],
    ["no text at all", { subject: { evil: true } }, { reason: "empty", field: "subject" }],
  ])("are refused with a reason: %s", async (_, more, refusal) => {
    expect(await save(more)).toMatchObject({ ok: false, ...refusal });
  });

  it("never put a header into a mail", async () => {
    expect(await save({ subject: "Come in\r\nBcc: eve@example.com" })).toEqual({ ok: true });
    expect((await previewMail(c.staff.viewer, "portal_login"))?.subject).toBe("Come in Bcc: eve@example.com");
    await resetWording(c.staff.admin, "portal_login");
  });

  it("are of this workspace, and for those who may", async () => {
    await save();
    const other = await cast();
    expect(await wordingOf(other.staff.owner, "portal_login")).toMatchObject({ changed: false });
    await expect(saveWording(c.staff.agent, "portal_login", GOOD)).rejects.toThrow("Not allowed");
    expect(await save({}, "../../etc/passwd")).toEqual({ ok: false, reason: "not_found" });
    expect(await save({}, "constructor")).toEqual({ ok: false, reason: "not_found" });
    await resetWording(c.staff.admin, "portal_login");
  });
});

describe("a preview", () => {
  it.each(TEMPLATES)("of %s shows the mail in the brand and opens nothing", async (template) => {
    const letter = await previewMail(c.staff.viewer, template);
    expect(letter?.html).toContain("The club");
    expect(letter?.links.every((url) => url === `${c.workspace.origin}/sign-in`)).toBe(true);
  });

  it("shows what is being typed, as text", async () => {
    const letter = await previewMail(c.staff.viewer, "portal_login", { subject: "Draft {brand}", intro: "<b>bold</b> {nothing}", button: "Go" });
    expect(letter?.subject).toBe("Draft The club");
    expect(letter?.html).toContain("&lt;b&gt;bold&lt;/b&gt;");
  });

  it("can be sent to oneself and to nobody else, within reason", async () => {
    const since = new Date();
    expect(await sendPreview(c.staff.admin, "invoice")).toEqual({ ok: true, to: "admin@example.com" });
    await deliverDue();
    const mails = await db().outboxMail.findMany({ where: { at: { gte: since } } });
    expect(mails).toMatchObject([{ to: "admin@example.com", subject: "The club: a new invoice" }]);
    for (let i = 0; i < 19; i++) await sendPreview(c.staff.admin, "invoice");
    expect(await sendPreview(c.staff.admin, "invoice")).toMatchObject({ ok: false, reason: "limited" });
    await expect(sendPreview(c.staff.viewer, "invoice")).rejects.toThrow("Not allowed");
  });

  it("exists for every mail, with a title", async () => {
    expect((await listWordings(c.staff.viewer)).map(({ template }) => template)).toEqual(TEMPLATES);
  });
});
