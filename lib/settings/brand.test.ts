import { beforeEach, describe, expect, it } from "vitest";
import { db } from "../plumbing/db";
import { type Cast, cast } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { NotAllowed } from "../viewer";
import { previewMail } from "../wordings";
import { workspaceById } from "../workspaces";
import { brandSettings, saveBrand } from "./brand";

useDatabase();

let c: Cast;
beforeEach(async () => {
  c = await cast();
});

const url = (type: string, bytes: Buffer | string) => `data:image/${type};base64,${Buffer.from(bytes).toString("base64")}`;
const svg = (body: string) => url("svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">${body}</svg>`);
function png(width: number, height: number, bytes = 64): string {
  const b = Buffer.alloc(bytes);
  b.writeBigUInt64BE(0x89504e470d0a1a0an, 0);
  b.write("\0\0\0\rIHDR", 8, "latin1");
  b.writeUInt32BE(width, 16);
  b.writeUInt32BE(height, 20);
  return url("png", b);
}
function jpeg(width: number, height: number): string {
  const b = Buffer.alloc(64);
  b.set([0xff, 0xd8, 0xff, 0xe0, 0, 16], 0);
  b.set([0xff, 0xc0, 0, 17, 8], 20);
  b.writeUInt16BE(height, 25);
  b.writeUInt16BE(width, 27);
  return url("jpeg", b);
}
function webp(width: number, height: number): string {
  const b = Buffer.alloc(64);
  b.write("RIFF....WEBPVP8X", 0, "latin1");
  b.writeUIntLE(width - 1, 24, 3);
  b.writeUIntLE(height - 1, 27, 3);
  return url("webp", b);
}

const BRAND = { accent: "#3454d1", tagline: "", logoLight: "", logoDark: "", favicon: "", label0: "", url0: "", label1: "", url1: "", label2: "", url2: "" };
const save = async (more: object = {}) => saveBrand(c.staff.admin, { ...BRAND, seen: (await brandSettings(c.staff.admin)).seen, ...more });
const brand = async () => (await workspaceById(c.workspace.id))!.brand;

describe("the brand", () => {
  it("is changed, and the log keeps its words and not its pictures", async () => {
    const logo = png(200, 60);
    expect(
      await save({ accent: " #0F6E84 ", tagline: "On the water", logoLight: logo, label0: "Terms", url0: "acme.com/terms", label2: "Help", url2: "/help" }),
    ).toEqual({
      ok: true,
      changed: ["accent", "tagline", "logoLight", "footerLinks"],
    });
    expect(await brand()).toMatchObject({
      accent: "#0f6e84",
      tagline: "On the water",
      logoLight: logo,
      logoDark: null,
      footerLinks: [
        { label: "Terms", url: "https://acme.com/terms" },
        { label: "Help", url: "/help" },
      ],
    });
    const entry = await db().activity.findFirst({ where: { workspaceId: c.workspace.id, action: "settings.changed" } });
    expect(entry?.data).toEqual({
      area: "the brand",
      changes: {
        colour: ["#3454d1", "#0f6e84"],
        "line under the name": [null, "On the water"],
        logo: [null, "a picture of 1 kB"],
        "links at the foot": [null, "Terms (https://acme.com/terms), Help (/help)"],
      },
    });
    expect(await save({ accent: "#0f6e84", tagline: "On the water", label0: "Terms", url0: "https://acme.com/terms", label1: "Help", url1: "/help" })).toEqual({
      ok: true,
      changed: ["logoLight"],
    });
    expect((await brand()).logoLight).toBeNull();
  });

  it.each(["", "red", "#fff", "#12345g", "#1234567", "#0f6e84;}body{display:none", "var(--x)", 7, null])("takes no colour like %o", async (accent) => {
    expect(await save({ accent })).toEqual({ ok: false, reason: "invalid", problems: { accent: "format" } });
  });

  it.each([
    ["half a link", { label0: "Terms" }],
    ["the other half", { url1: "https://acme.com" }],
    ["a script", { label0: "x", url0: "javascript:alert(1)" }],
    ["a data URL", { label0: "x", url0: "data:text/html,x" }],
    ["a page that does something", { label0: "x", url0: "/sign-out" }],
    ["another site in disguise", { label0: "x", url0: "/\\evil.example" }],
    ["a name that is too long", { label0: "x".repeat(41), url0: "https://acme.com" }],
  ])("takes no link like %s", async (_, typed) => {
    expect(await save(typed)).toEqual({ ok: false, reason: "invalid", problems: { footerLinks: "format" } });
  });

  it("is for owners and admins", async () => {
    for (const role of ["agent", "viewer"] as const) await expect(saveBrand(c.staff[role], BRAND)).rejects.toThrow(NotAllowed);
  });

  it("is seen in a mail before it is saved", async () => {
    const letter = await previewMail(c.staff.viewer, "portal_login", undefined, { accent: "#ff0077" });
    expect(letter?.html).toContain("#ff0077");
    expect((await previewMail(c.staff.viewer, "portal_login"))?.html).not.toContain("#ff0077");
  });
});

describe("a picture", () => {
  it.each([
    ["a PNG", png(400, 100)],
    ["a JPEG", jpeg(2_000, 2_000)],
    ["a WebP", webp(64, 64)],
    ["a drawing", svg('<rect width="8" height="8" fill="url(#g)"/>')],
    ["a drawing with a gradient", svg('<defs><linearGradient id="a" href="#b"/></defs><style>.a{fill:#fff}</style><path class="a" d="M0 0h8"/>')],
    ["a drawing with a comment", url("svg+xml", '<?xml version="1.0"?><!-- Generator --><svg viewBox="0 0 8 8"><!-- x --><path d=""/></svg>\n')],
  ])("may be %s", async (_, logoLight) => {
    expect(await save({ logoLight })).toMatchObject({ ok: true });
  });

  it.each<[string, unknown, string]>([
    ["a page", "data:text/html;base64,PGgxPg==", "type"],
    ["an address", "https://evil.example/logo.png", "type"],
    ["a script", "javascript:alert(1)", "type"],
    ["a number", 7, "type"],
    ["something else in disguise", url("png", "<html>".padEnd(80)), "type"],
    ["a PNG that claims to be a wall", png(50_000, 50_000), "sides"],
    ["a PNG without any", png(0, 10), "sides"],
    ["a JPEG that claims to be a wall", jpeg(65_000, 10), "sides"],
    ["a WebP that claims to be a wall", webp(16_000, 16_000), "sides"],
    ["a JPEG cut off", url("jpeg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff])), "type"],
    ["too many bytes", png(10, 10, 66_000), "size"],
    ["a drawing that runs", svg("<script>alert(1)</script>"), "type"],
    ["one that runs in an attribute", svg('<path onload="alert(1)"/>'), "type"],
    ["one that runs without a space", svg('<path d=""onload="alert(1)"/>'), "type"],
    ["one that loads", svg('<image href="https://evil.example/x.png"/>'), "type"],
    ["one that loads by a style", svg("<style>@import 'https://evil.example'</style>"), "type"],
    ["one that loads by a fill", svg('<path fill="url(https://evil.example/#a)"/>'), "type"],
    ["one with a page in it", svg("<foreignObject><p/></foreignObject>"), "type"],
    ["one that multiplies itself", svg('<g id="a"/><use href="#a"/>'), "type"],
    ["one with entities", url("svg+xml", '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'), "type"],
    ["one that hides in comments", url("svg+xml", `<svg>${"<!--".repeat(10_000)}</svg>`), "type"],
    ["no drawing", url("svg+xml", "<html></html>"), "type"],
  ])("is not %s", async (_, logoDark, reason) => {
    const began = Date.now();
    expect(await save({ logoDark })).toEqual({ ok: false, reason: "invalid", problems: { logoDark: reason } });
    expect(Date.now() - began).toBeLessThan(10_000);
  });
});
