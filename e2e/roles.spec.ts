// Everything in lib/testing/access.ts, asked for over HTTP by everybody there is (SPEC D1): pages, handlers, and each server action by its id.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PERMISSIONS, type Permission, permits } from "@/lib/permissions";
import { ACTIONS, actionKey, HANDLERS, PAGES, type Rule } from "@/lib/testing/access";
import { browserOf, EVERYBODY, type Somebody } from "./support/everybody";
import type { PlainBrowser } from "./support/form";
import { expect, test } from "./support/journey";
import { faultsOf } from "./support/manners";
import { database, ownWorkspace, type Person, person } from "./support/people";
import type { Answer } from "./support/request";
import { samples } from "./support/samples";

test.setTimeout(300_000);

type Said = "yes" | "no" | "broken";

const isPermission = (rule: Rule): rule is Permission => (PERMISSIONS as string[]).includes(rule);
const mayThey = (who: Somebody, permission: Permission): boolean =>
  who !== "removed" && who !== "elsewhere" && who !== "signed out" && permits(who === "half staff" ? "half_staff" : who, permission);

/** "Not found", or the way to the door: never more. */
function said({ status, headers }: Answer): Said {
  if (status >= 500) return "broken";
  const to = String(headers["x-action-redirect"] ?? headers.location ?? "").replace(/^https?:\/\/[^/]+/, "");
  return status === 404 || /^(\/dashboard)?\/(sign-in|passkey)\b/.test(to) ? "no" : "yes";
}

async function everybody(slug: string): Promise<Map<Somebody, PlainBrowser>> {
  const browsers = new Map<Somebody, PlainBrowser>();
  for (const who of EVERYBODY) browsers.set(who, await browserOf(who, slug));
  return browsers;
}

interface Whose {
  slug: string;
  name: string;
}

async function somewhere(): Promise<[string, Person]> {
  const slug = await ownWorkspace();
  return [slug, await person({ slug })];
}

interface Asked {
  answer: Answer;
  real: boolean;
  /** Whoever may read this page is told of it again when an action is refused. */
  around?: Rule;
}

/** All of them asked; what differs from the table, or from what every answer keeps to, is told with who and where. */
async function differences(table: Record<string, Rule>, ask: (browser: PlainBrowser, key: string) => Promise<Asked>, { slug, name: secret }: Whose) {
  const wrong: string[] = [];
  for (const [who, browser] of await everybody(slug))
    for (const [key, rule] of Object.entries(table)) {
      const { answer, real, around } = await ask(browser, key);
      const heard = said(answer);
      for (const fault of faultsOf(answer)) wrong.push(`${who}, ${key}: ${fault}`);
      if (heard === "broken" && rule !== "secret") wrong.push(`${who}, ${key}: ${answer.status}`);
      if (rule === "secret" && answer.status < 400) wrong.push(`${who}, ${key}: let in without the secret`);
      if (!isPermission(rule)) continue;
      const expected = mayThey(who, rule) ? "yes" : "no";
      if (heard !== expected && (real || expected === "no")) wrong.push(`${who}, ${key}: ${heard} (${answer.status}), and the table says ${expected}`);
      const reads = around && isPermission(around) && mayThey(who, around);
      if (expected === "no" && !reads && answer.body.includes(secret)) wrong.push(`${who}, ${key}: told of ${secret}`);
    }
  return wrong;
}

test("every page answers those the table names, and nobody else", async () => {
  const [slug, ada] = await somewhere();
  const sample = await samples(ada);
  const ask = async (browser: PlainBrowser, key: string) => {
    const { path, real } = sample(key);
    return { answer: await browser.get(path), real };
  };
  expect(await differences(PAGES, ask, { slug, name: ada.name })).toEqual([]);
  const denied = await (await database()).activity.findMany({ where: { workspaceId: ada.workspaceId, action: "access.denied" } });
  expect(denied.length).toBeGreaterThan(0);
});

test("no page's data is told to anybody else who asks as the router does", async () => {
  const [slug, ada] = await somewhere();
  const sample = await samples(ada);
  const told: string[] = [];
  for (const [who, browser] of await everybody(slug))
    for (const [key, rule] of Object.entries(PAGES)) {
      if (!isPermission(rule) || mayThey(who, rule)) continue;
      const answer = await browser.get(sample(key).path, { rsc: "1", accept: "text/x-component" });
      if (answer.body.includes(ada.name)) told.push(`${who}, ${key}`);
      for (const fault of faultsOf(answer)) told.push(`${who}, ${key}: ${fault}`);
    }
  expect(told).toEqual([]);
});

test("every handler too", async () => {
  const [slug, ada] = await somewhere();
  const sample = await samples(ada);
  const ask = async (browser: PlainBrowser, key: string) => {
    const [method = "GET", pattern = ""] = key.split(" ");
    const { path, real } = sample(pattern);
    const type = pattern.endsWith("/upload") ? "text/csv" : "application/json";
    const json = { "content-type": type, origin: `http://${browser.host}` };
    return { answer: await browser.send(method, path, method === "GET" ? {} : json, method === "GET" ? undefined : "{}"), real };
  };
  const withoutWaiting = Object.fromEntries(Object.entries(HANDLERS).filter(([key]) => key !== "GET /outbox/next")); // it waits for a mail
  expect(await differences(withoutWaiting, ask, { slug, name: ada.name })).toEqual([]);
});

interface Manifest {
  node: Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>;
}

/** Which id the built product gave to which action, and a page that answers to it. */
function builtActions(): Map<string, { id: string; page: string }> {
  const file = join(process.env.FOYER_BUILD_DIR || ".next", "server/server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  return new Map(
    Object.entries(node).map(([id, { filename, exportedName, workers }]) => {
      const [page = ""] = Object.keys(workers);
      return [actionKey(filename, exportedName), { id, page: actionKey(page, "").trim() }];
    }),
  );
}

const BOUNDARY = "----WebKitFormBoundaryAbCdEf0123456789";

/** What React sends: as many arguments as the id says the action takes, the last of them a form with next to nothing. */
function call(id: string): string {
  const takes = [...((Number.parseInt(id.slice(0, 2), 16) >> 1) & 0x3f).toString(2)].filter((bit) => bit === "1").length;
  const args = ["{}", '"$K1"'].slice(takes === 0 ? 2 : takes === 1 ? 1 : 0);
  const part = (name: string, value: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return `${part("_1_purpose", "portal_login")}${part("0", `[${args.join(",")}]`)}--${BOUNDARY}--\r\n`;
}

test("every server action, called by its id, does nothing for whom the table does not name", async () => {
  const [slug, ada] = await somewhere();
  const sample = await samples(ada);
  const built = builtActions();
  expect([...built.keys()].sort()).toEqual(Object.keys(ACTIONS).sort());
  const ask = async (browser: PlainBrowser, key: string) => {
    const { id, page } = built.get(key)!;
    const headers = {
      "next-action": id,
      accept: "text/x-component",
      "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
      origin: `http://${browser.host}`,
    };
    return { answer: await browser.send("POST", sample(page).path, headers, call(id)), real: true, around: PAGES[page] };
  };
  const guarded = Object.fromEntries(Object.entries(ACTIONS).filter(([, rule]) => isPermission(rule)));
  expect(await differences(guarded, ask, { slug, name: ada.name })).toEqual([]);
});
