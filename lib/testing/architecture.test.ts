import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { ACTIONS, findActions, findHandlers, findPages, HANDLERS, PAGES } from "./access";

/** From top to bottom: a file may import from its own layer and from those below it (ARCHITECTURE 1). */
const LAYERS: [string, RegExp][] = [
  ["tests, journeys and scripts", /^(e2e|scripts|lib\/testing)\/|\.test\.tsx?$|^(playwright|vitest)\.config\.ts$/],
  ["root", /^[^/]+\.(ts|tsx)$/],
  ["app", /^app\//],
  ["components", /^components\//],
  ["demo", /^prisma\/(?!generated)/],
  ["lib", /^lib\/(?!plumbing\/|values\/)/],
  ["emails", /^emails\//],
  ["plumbing", /^lib\/plumbing\//],
  ["values", /^lib\/values\//],
  ["generated", /^prisma\/generated\//],
];

const files = ["app", "components", "emails", "lib", "prisma", "scripts", "e2e"]
  .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
  .concat(readdirSync(".", { withFileTypes: true }))
  .filter((e) => e.isFile() && /\.tsx?$/.test(e.name))
  .map((e) => normalize(join(e.parentPath, e.name)).replaceAll("\\", "/"))
  .filter((path) => !path.startsWith("prisma/generated/"));

const source = new Map(files.map((path) => [path, readFileSync(path, "utf8").replace(/^\s*(\/\/|\*|\/\*\*).*$/gm, "")]));
const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(type\s)?([^;"]*?)\s*from\s+"([^"]+)"|import\("([^"]+)"\)/g;
const EXPORT = /^export (?:async )?(?:const|function\*?|class) (\w+)/gm;

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
  /** What is imported by name; null: all of it. */
  names: string[] | null;
}

const imports: Import[] = files.flatMap((from) =>
  [...(source.get(from) ?? "").matchAll(IMPORT)].flatMap(([, type, what = "*", named, dynamic]) => {
    const to = resolve(from, named ?? dynamic ?? "");
    return to ? [{ from, to, typeOnly: Boolean(type), names: namesIn(what) }] : [];
  }),
);

function namesIn(what: string): string[] | null {
  if (what.includes("*")) return null;
  const list = /\{([^}]*)\}/.exec(what)?.[1] ?? "";
  return list.split(",").map((name) => name.trim().split(" as ")[0]!);
}

function resolve(from: string, name: string): string | null {
  const base = name.startsWith("@/") ? name.slice(2) : name.startsWith(".") ? normalize(join(dirname(from), name)).replaceAll("\\", "/") : null;
  if (!base) return null;
  return [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find((path) => source.has(path)) ?? (base.startsWith("prisma/generated/") ? base : null);
}

const layerOf = (path: string) => LAYERS.findIndex(([, pattern]) => pattern.test(path));
const product = files.filter((path) => !/\.test\.tsx?$|^lib\/testing\/|^e2e\/|^scripts\//.test(path));
const offenders = (pattern: RegExp, allowed: RegExp, among = product) => among.filter((path) => !allowed.test(path) && pattern.test(source.get(path) ?? ""));

/** Domain functions that are there before the page that calls them. */
const AWAITED = new Set([
  "lib/maintenance.ts cleanUp",
  "lib/permissions.ts PERMISSIONS",
  "lib/sender.ts problemsOf",
  "lib/staff.ts MAX_NAME",
  "lib/suppressions.ts suppressionsOf",
  "lib/links/notice.ts disownToken",
  "lib/links/openings.ts looksLike",
  "lib/mail/log.ts GROUPS",
  "lib/contacts/filter.ts parseFilter",
]);

describe("the layout", () => {
  it("imports point down only", () => {
    const up = imports.filter(({ from, to }) => layerOf(to) < layerOf(from));
    // `values` are the floor, but two of them need a key to hash with; types may look up, they are gone at run time.
    const allowed = ({ from, to, typeOnly }: Import) =>
      typeOnly || (from.startsWith("lib/values/") && to.startsWith("lib/plumbing/")) || (from.startsWith("lib/plumbing/") && to.startsWith("lib/values/"));
    expect(up.filter((i) => !allowed(i)).map((i) => `${i.from} → ${i.to}`)).toEqual([]);
  });

  it("nothing imports itself by a roundabout way", () => {
    const next = new Map<string, string[]>();
    for (const { from, to, typeOnly } of imports) if (!typeOnly && from !== to) next.set(from, [...(next.get(from) ?? []), to]);
    const finished = new Set<string>();
    const round: string[] = [];
    const walk = (file: string, way: string[]) => {
      if (way.includes(file)) round.push([...way.slice(way.indexOf(file)), file].join(" → "));
      if (way.includes(file) || finished.has(file)) return;
      for (const other of next.get(file) ?? []) walk(other, [...way, file]);
      finished.add(file);
    };
    for (const file of files) walk(file, []);
    expect(round).toEqual([]);
  });

  it("nothing is exported that nobody imports", () => {
    const known = imports.flatMap(({ to, names }) => (names ?? ["*"]).map((name) => `${to} ${name}`));
    const used = new Set(known);
    const dead = product
      .filter((path) => /^(lib|emails|components\/(?!ui\/)|prisma)/.test(path) && !used.has(`${path} *`))
      .flatMap((path) => [...(source.get(path) ?? "").matchAll(EXPORT)].map(([, name]) => `${path} ${name}`))
      .filter((name) => !used.has(name) && !AWAITED.has(name));
    expect(dead).toEqual([]);
  });

  it("only the settings read process.env", () => {
    expect(offenders(/process\.env/, /^lib\/plumbing\/env\.ts$|^(next|prisma|playwright|vitest)\.config\.ts$|^instrumentation\.ts$/)).toEqual([]);
  });

  it("only lib/auth and its route know next-auth, only the transports know a mail provider", () => {
    expect(offenders(/from "(next-auth|@auth\/)/, /^lib\/auth\.ts$/)).toEqual([]);
    expect(offenders(/from "(resend|nodemailer)/, /^lib\/plumbing\/transport|^lib\/mail\/webhooks?/)).toEqual([]);
  });

  it("Prisma is called in lib only", () => {
    expect(offenders(/\bdb\(\)|prisma\/generated\/client"/, /^lib\/|^prisma\//).filter((path) => !/import type/.test(source.get(path) ?? ""))).toEqual([]);
  });

  it("server actions stand beside their page, and nothing else is in their file", () => {
    const actions = product.filter((path) => /^"use server"/.test(source.get(path) ?? ""));
    expect(actions.filter((path) => !/^app\/.*\/actions\.ts$/.test(path))).toEqual([]);
    expect(actions.filter((path) => /^export (?!async function|interface|type)/m.test(source.get(path) ?? ""))).toEqual([]);
  });

  it("every page, handler and server action has its line in lib/testing/access.ts, and every line something to answer for", () => {
    expect(findPages()).toEqual(Object.keys(PAGES).sort());
    expect(findHandlers()).toEqual(Object.keys(HANDLERS).sort());
    expect(findActions()).toEqual(Object.keys(ACTIONS).sort());
  });

  it("every journey in a browser is heard by the witness of them all", () => {
    const alone = [...source].filter(([path, text]) => /^e2e\/.*\.spec\.ts$/.test(path) && /\btest\b.*from "@playwright\/test"/.test(text));
    expect(alone.filter(([, text]) => /\(\{[^}]*\b(page|context|browser)\b[^}]*\}\) =>/.test(text)).map(([path]) => path)).toEqual([]);
  });

  it("nothing is any, nothing is left to do later", () => {
    expect(
      offenders(
        /\bas any\b|: any\b|@ts-(ignore|nocheck|expect-error)/,
        /^$/,
        files.filter((path) => path !== "lib/testing/architecture.test.ts"),
      ),
    ).toEqual([]);
    expect(offenders(/\b(TODO|FIXME|XXX)\b/, /^$/)).toEqual([]);
  });
});
