import { describe, expect, it } from "vitest";
import { phrases } from "@/emails/phrases";
import { presetPolicies } from "../policies";
import { contrast } from "../values/colour";
import type { Workspace } from "../workspaces";
import { type OwnWords, type ToWrite, writeLetter } from "./letter";
import { TEMPLATES, type Template, templateOf } from "./templates";

const TOKEN = "A1b2C3d4E5f6G7h8J9k0L1m2N3p4Q5r6S7t8U9v0W1x2Y3z4a5B6c7D8e9F0g1H2";

const workspace = (brand: object = {}, more: object = {}): Workspace =>
  ({
    id: "w",
    slug: "acme",
    preset: "club",
    brand: { name: "Acme", accent: "#0f766e", logoLight: null, logoDark: null, favicon: null, tagline: null, footerLinks: [], ...brand },
    timeZone: "UTC",
    locale: "en",
    origin: "https://acme.example.com",
    support: { email: "help@acme.example", phone: null, url: null },
    sender: { name: "Acme", email: null, replyTo: null },
    policies: Object.fromEntries(presetPolicies("club").map((p) => [p.purpose, p])),
    ...more,
  }) as unknown as Workspace;

const mail = (template: Template, more: Partial<ToWrite> = {}): ToWrite => ({
  id: "0198f3a0-0000-7000-8000-000000000000",
  workspaceId: "w",
  template,
  to: "ada@example.com",
  idempotencyKey: "mail-1",
  requestId: null,
  data: templateOf(template).preview,
  secret: { path: `/magic-login/${TOKEN}`, code: "BCDF2345" },
  ...more,
});

const write = (more: Partial<ToWrite> = {}, on = workspace(), own?: OwnWords, template: Template = "portal_login") =>
  writeLetter(mail(template, more), on, own);

/** What a person reads, piece by piece: without markup and the preheader's invisible filling. */
const pieces = (html: string): string[] =>
  html
    .replace(/<head>[\s\S]*?<\/head>/, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<div style="display:none[\s\S]*?<\/div><\/div>/, "")
    .split(/<[^>]+>/)
    .map((piece) => plain(piece.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, e: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[e] ?? "'")))
    .filter(Boolean);
const plain = (text: string) => text.replace(/[\s\u00a0]+/g, " ").trim();

describe.each(TEMPLATES)("the %s mail", (template) => {
  it("says the same in both parts, leaves no gap open and loads nothing", async () => {
    const letter = await write({}, workspace(), undefined, template);
    expect(letter.html).not.toMatch(/[\uE000\uE001]|undefined|<img|<script|<link\b|url\(/);
    expect(letter.text + letter.subject).not.toMatch(/[\uE000\uE001{}<]|undefined/);
    const p = phrases("en");
    // A plain mail has no button and no need to explain one; the tile with the first letter is decoration.
    const onlyThere = [p.pasteUrl, p.orUrl, "A", templateOf(template).words.en.button?.replace("{brand}", "Acme")];
    const html = pieces(letter.html).filter((piece) => !onlyThere.includes(piece));
    const text = plain(letter.text);
    for (const piece of html) expect(text).toContain(piece);
    const all = pieces(letter.html).join("").replace(/\s/g, "");
    for (const line of letter.text.split("\n").filter((l) => l && !l.endsWith(":"))) expect(all).toContain(line.replace(/\s/g, ""));
    expect(Buffer.byteLength(letter.html)).toBeLessThan(40_000); // Gmail cuts at 102 kB
  });

  it("keeps link and code out of subject and preheader, and off every address but its own", async () => {
    const letter = await write({}, workspace(), undefined, template);
    const preheader = letter.html.match(/display:none[^>]*>([^<]*)/)?.[1] ?? "";
    for (const shown of [letter.subject, preheader]) expect(shown).not.toMatch(/BCDF|http|[0-9A-Za-z]{40}/);
    for (const [, href] of letter.html.matchAll(/href="([^"]*)"/g)) expect(href).toBe(`https://acme.example.com/magic-login/${TOKEN}`);
  });
});

describe("a letter", () => {
  it("asks for trust: who, which device, when, how long, and what to do if it wasn't you", async () => {
    const { text } = await write({ requestId: "r" });
    for (const said of ["Hello Ada Lovelace,", "Safari on iPhone", "21 Nov 2026", "once, for 15 minutes", "You didn't ask for this?", "help@acme.example"])
      expect(text).toContain(said);
  });

  it("shows the code first where the mail filter opens links", async () => {
    const [usual, first] = await Promise.all([write(), write({ data: { codeFirst: true } })]);
    const order = ({ text }: { text: string }) => text.indexOf("BCDF-2345") < text.indexOf("https://");
    expect([order(usual), order(first)]).toEqual([false, true]);
  });

  it.each([
    ["CR and LF", "Acme\r\nBcc: eve@example.com"],
    ["Unicode line ends", "Acme\u2028Bcc: eve@example.com\u2029\u0085x"],
    ["NUL and controls", "Ac\u0000me\u001b[31m\u0007"],
    ["bidi overrides", "Acme\u202Egpj.exe\u2066"],
    ["quotes and brackets", 'Acme" <eve@example.com>, "x'],
    ["100 kB", "A".repeat(100_000)],
    ["half a character", "Acme \ud83d"],
  ])("lets no header grow out of a name: %s", async (_, name) => {
    const letter = await write(
      { data: { name, byName: name, item: name, askedFrom: name } },
      workspace({ name }, { sender: { name, email: null, replyTo: `a@example.com${name}` } }),
    );
    for (const header of [letter.subject, letter.from, letter.replyTo ?? ""]) {
      expect(header).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      expect(header.length).toBeLessThan(400);
    }
    expect(letter.from.match(/</g)).toHaveLength(1);
    expect(letter.from).toMatch(/ <portal@localhost>$/);
    expect(Buffer.byteLength(letter.html)).toBeLessThan(40_000);
  });

  it("shows markup as the text it is, wherever it comes from", async () => {
    const evil = `<script>alert(1)</script><img src=x onerror=alert(1)> & "quoted" 'single'`;
    const letter = await write(
      { data: { name: evil, byName: evil, note: `${evil}\nsecond line`, item: evil, askedFrom: evil, askedAt: evil, place: evil }, to: "ada@example.com" },
      workspace({ name: evil, accent: `red;background:url(//evil)`, footerLinks: [{ label: evil, url: "javascript:alert(1)" }] }),
      { subject: `{brand} ${evil}`, intro: evil, button: evil },
    );
    expect(letter.html).not.toMatch(/<script|<img|javascript:|onerror=alert\(1\)>(?!&)|url\(\/\/evil/i);
    expect(letter.html).toContain("&lt;script&gt;");
    expect(letter.html).toContain("<br/>second line");
  });

  it("lets a stranger's browser say nothing that a mail program would make a link of", async () => {
    const { html, text } = await write({ requestId: "r", data: { askedFrom: "Buy at https://evil.example/now or mail eve@evil.example" } });
    for (const part of [html, text]) expect(part).not.toMatch(/evil\.example|evil@|https:\/\/evil|eve@/);
  });

  it("takes a workspace's own words with plain variables, and forgets unknown ones", async () => {
    const own = { subject: "{brand}: come in, {name}", intro: "Hi {name}.\nUse it within {lifetime}. {constructor}{link}{code}{token}", button: "Come in" };
    const { subject, text } = await write({}, workspace(), own);
    expect(subject).toBe("Acme: come in, Ada Lovelace");
    expect(text).toContain("Hi Ada Lovelace.\nUse it within 15 minutes.");
    expect(text).toContain("Come in:");
    expect(text).not.toMatch(/\[native code\]|function/);
  });

  it("can be read on every accent, in light and in dark", async () => {
    for (const accent of ["#ffffff", "#000000", "#ffff00", "#3454d1", "#00ff88", "#7f7f7f", "#ff0000"]) {
      const { html } = await write({}, workspace({ accent }));
      const button = html.match(/background-color:(#[0-9a-f]{6});color:(#[0-9a-f]{6})[^"]*border-radius:10px/);
      expect(contrast(button?.[1] ?? "", button?.[2] ?? ""), accent).toBeGreaterThanOrEqual(4.5);
      const ink = html.match(/class="link"[^>]*style="color:(#[0-9a-f]{6})/) ?? html.match(/style="color:(#[0-9a-f]{6})[^"]*"[^>]*class="link"/);
      expect(contrast(ink?.[1] ?? "", "#ffffff"), accent).toBeGreaterThanOrEqual(4.5);
      const dark = html.match(/\.link \{ color: (#[0-9a-f]{6})/);
      expect(contrast(dark?.[1] ?? "", "#191b21"), accent).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("costs far less than a millisecond, and less than five on the slowest machine", async () => {
    await write();
    const began = process.cpuUsage(); // of this process, so that a busy machine does not count
    for (let i = 0; i < 500; i++) await write({ data: { ...templateOf("portal_login").preview, name: `Person ${i}` } });
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000 / 500).toBeLessThan(5);
  });

  it("reads from right to left where its language does", async () => {
    const { html } = await write({}, workspace({}, { locale: "he" }));
    expect(html).toMatch(/<html[^>]*dir="rtl"/);
  });
});
