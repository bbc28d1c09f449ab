import { beforeAll, describe, expect, it } from "vitest";
import { makeContacts } from "@/prisma/demo-contacts";
import { LAST_PAGE, type ListedContact, listContacts } from "../contacts";
import { db, sql } from "../plumbing/db";
import { type Cast, cast } from "../testing/cast";
import { useDatabase } from "../testing/database";
import { fold } from "../values/fold";
import { ago, DAY_MS } from "../values/time";
import type { Staff } from "../viewer";
import { type Filter, type Order, SORTS, usualOrder } from "./filter";

useDatabase();

/** More than a walk looks at: there the index has its turn. */
const MANY = 13_000;
const SOME = 700;

let club: Cast;
let staff: Staff;
let tags: { id: string; name: string }[];
type Everybody = (ListedContact & { nameKey: string; search: string })[];
let everybody: Everybody;
let someViewer: Staff;
let some: Everybody;

beforeAll(async () => {
  club = await cast("club");
  staff = club.staff.viewer;
  const desk = await cast("desk");
  someViewer = desk.staff.viewer;
  await makeContacts(club.workspace.id, MANY);
  await makeContacts(desk.workspace.id, SOME);
  await sql(`ANALYZE "Contact"`, []);
  tags = await db().tag.findMany({ where: { workspaceId: club.workspace.id } });
  const all = (workspaceId: string) => sql<Everybody[number]>(`SELECT *, NULL AS company FROM "Contact" WHERE "workspaceId" = $1::uuid`, [workspaceId]);
  everybody = await all(club.workspace.id);
  some = await all(desk.workspace.id);
});

const BY_NAME = usualOrder("name");
const ORDERS: Order[] = SORTS.flatMap((sort) => [true, false].map((descending) => ({ sort, descending })));

async function page(filter: Filter, order: Order, from: string | null = null, size?: number, viewer = staff) {
  const listed = await listContacts(viewer, filter, order, from, size);
  if (!listed.ok) throw new Error(listed.reason);
  return listed;
}

/** From the first page to the last, as staff would press "Next". */
async function walkThrough(filter: Filter, order: Order, viewer = staff): Promise<string[]> {
  const ids: string[] = [];
  for (let from: string | null = null, more = true; more; ) {
    const { contacts, next } = await page(filter, order, from, 200, viewer);
    ids.push(...contacts.map(({ id }) => id));
    from = next;
    more = next !== null;
  }
  return ids;
}

const FILTERS: [string, Filter, (c: Everybody[number]) => boolean][] = [
  ["everybody", {}, () => true],
  ["the inactive", { status: "inactive" }, (c) => !c.active],
  ["the active", { status: "active" }, (c) => c.active],
  ["those with access", { access: "on" }, (c) => c.portalAccess],
  ["those without access", { access: "off" }, (c) => !c.portalAccess],
  ["the invited who never came", { invited: "yes", signedIn: "never" }, (c) => c.invitedAt !== null && c.firstSignedInAt === null],
  ["those not invited", { invited: "no" }, (c) => c.invitedAt === null],
  ["those who signed in", { signedIn: "yes" }, (c) => c.firstSignedInAt !== null],
  ["the bounced", { bounced: "yes" }, (c) => c.bounced],
  ["the bounced and inactive", { bounced: "yes", status: "inactive" }, (c) => c.bounced && !c.active],
  ["those seen lately", { seen: "90" }, (c) => c.lastSeenAt !== null && c.lastSeenAt >= ago(90 * DAY_MS)],
  ["those not seen for long", { seen: "not90" }, (c) => c.lastSeenAt !== null && c.lastSeenAt < ago(90 * DAY_MS)],
  ["those never seen", { seen: "never" }, (c) => c.lastSeenAt === null],
  ["a common name", { search: "anders" }, (c) => c.search.includes("anders")],
  ["a rare pair", { search: "Søren zhang" }, (c) => c.search.includes("soren") && c.search.includes("zhang")],
  ["two letters", { search: "zo" }, (c) => c.search.includes(" zo")],
  ["a tag's name and an address", { search: "vip @example.net" }, (c) => c.search.includes("vip") && c.search.includes("@example.net")],
  ["nobody", { search: "nobody-is-called-that" }, () => false],
];

const RARE = FILTERS.filter(([name]) => /bounced|inactive|rare|tag|nobody|two letters/.test(name));

async function meetsEverybody(viewer: Staff, among: Everybody, filter: Filter, matches: (typeof FILTERS)[number][2]) {
  const expected = among.filter(matches).map(({ id }) => id);
  for (const order of ORDERS) {
    const ids = await walkThrough(filter, order, viewer);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(expected.sort());
    if (!filter.search) expect(ids).toEqual(sorted(ids, order, among));
  }
}

describe("a page of contacts", () => {
  it.each(FILTERS)("%s: every one of them, once, in order, from the first page to the last", async (_, filter, matches) => {
    await meetsEverybody(someViewer, some, filter, matches);
  });

  it.each(RARE)("%s, among many: every one of them, once, in order", async (_, filter, matches) => {
    await meetsEverybody(staff, everybody, filter, matches);
  });

  it.each(FILTERS)("%s: back from the last page to the first meets the same, the other way round", async (_, filter) => {
    for (const order of [BY_NAME, usualOrder("seen")]) {
      const back: string[] = [];
      for (let from: string | null = LAST_PAGE; from; ) {
        const { contacts, previous } = await page(filter, order, from, 200, someViewer);
        back.unshift(...contacts.map(({ id }) => id));
        from = previous;
      }
      expect(back).toEqual(await walkThrough(filter, order, someViewer));
    }
  });

  it("filters by several tags at once, and by company", async () => {
    const [a, b] = [tags[0]!.id, tags[1]!.id];
    const both = everybody.filter(({ tagIds }) => tagIds.includes(a) && tagIds.includes(b));
    expect((await walkThrough({ tags: [a, b] }, BY_NAME)).sort()).toEqual(both.map(({ id }) => id).sort());
    const { companyId } = await db().contact.findFirstOrThrow({
      where: { workspaceId: club.workspace.id, companyId: { not: null }, search: { contains: "@" } },
    });
    const members = await db().contact.findMany({ where: { workspaceId: club.workspace.id, companyId } });
    expect((await walkThrough({ companyId: companyId! }, BY_NAME)).sort()).toEqual(members.map(({ id }) => id).sort());
  });

  it("puts those whose name begins with what was typed first", async () => {
    const { contacts } = await page({ search: "martin" }, BY_NAME, null, 200);
    const begins = contacts.map(({ name }) => fold(name).startsWith("martin"));
    expect(begins.indexOf(false)).toBeGreaterThan(0);
    expect(begins.slice(begins.indexOf(false)).every((b) => !b)).toBe(true);
  });

  it("says how many there are, as exactly as it can cheaply", async () => {
    const bounced = everybody.filter((c) => c.bounced).length;
    expect((await page({ bounced: "yes" }, BY_NAME)).count).toEqual({ exact: true, count: bounced });
    expect((await page({ search: "nobody-is-called-that" }, BY_NAME)).count).toEqual({ exact: true, count: 0 });
    const { count, exact } = (await page({}, BY_NAME)).count;
    expect(exact).toBe(false);
    expect(count / everybody.length).toBeCloseTo(1, 0);
  });

  it("carries the count along to the next pages", async () => {
    const first = await page({ bounced: "yes" }, BY_NAME, null, 5);
    const second = await page({ bounced: "yes" }, BY_NAME, first.next, 5);
    expect(second.count).toEqual(first.count);
  });

  it("shows 200 at most, and one at least", async () => {
    expect((await page({}, BY_NAME, null, 1e6)).contacts).toHaveLength(200);
    expect((await page({}, BY_NAME, null, -1)).contacts).toHaveLength(1);
  });

  it("takes wildcards, quotes and SQL for what they are: letters", async () => {
    for (const search of ["%", "_", "\\", "a%a", "' OR 1=1 --", "$1", "');--"]) {
      const { contacts } = await page({ search }, BY_NAME);
      const terms = fold(search)
        .split(" ")
        .filter((t) => /[\p{L}\p{N}]/u.test(t));
      for (const { id } of contacts) {
        const { search: text } = everybody.find((c) => c.id === id)!;
        for (const term of terms) expect(text).toContain(term);
      }
    }
  });
});

describe("a cursor", () => {
  it("of another workspace, another order or a changed one is none", async () => {
    const other = await cast("club");
    const { next } = await page({}, BY_NAME);
    expect(await listContacts(other.staff.viewer, {}, BY_NAME, next)).toEqual({ ok: false, reason: "bad_cursor" });
    expect(await listContacts(staff, {}, usualOrder("created"), next)).toEqual({ ok: false, reason: "bad_cursor" });
    const flipped = `${next!.slice(0, 30)}${next![30] === "A" ? "B" : "A"}${next!.slice(31)}`;
    for (const bad of [flipped, "", "1", "-1", "null", "..", next!.slice(0, -4), `${next}AAAA`, "A".repeat(5_000)]) {
      expect(await listContacts(staff, {}, BY_NAME, bad)).toEqual({ ok: false, reason: "bad_cursor" });
    }
  });

  it("says nothing readable", async () => {
    const { next, contacts } = await page({}, BY_NAME);
    const plain = Buffer.from(next!, "base64url").toString("latin1");
    expect(plain).not.toContain(contacts.at(-1)!.id);
    expect(plain.toLowerCase()).not.toContain(fold(contacts.at(-1)!.name));
  });

  it("of somebody who was renamed or deleted since still leads on from that place", async () => {
    const { workspace, staff: people } = await cast("agency");
    await makeContacts(workspace.id, 30);
    const first = await listContacts(people.viewer, {}, BY_NAME, null, 10);
    if (!first.ok) throw new Error();
    await db().contact.delete({ where: { id: first.contacts[9]!.id } });
    await db().contact.update({ where: { id: first.contacts[8]!.id }, data: { name: "Zz", nameKey: "zz" } });
    const second = await listContacts(people.viewer, {}, BY_NAME, first.next, 200);
    if (!second.ok) throw new Error();
    expect(second.contacts.some(({ id }) => first.contacts.slice(0, 8).some((c) => c.id === id))).toBe(false);
    expect(second.contacts.at(-1)!.name).toBe("Zz");
  });
});

describe("everybody who is not staff of the workspace", () => {
  it("sees nothing of it", async () => {
    const other = await cast("builder");
    const { ok, ...listed } = await listContacts(other.staff.owner, {}, BY_NAME);
    expect(ok).toBe(true);
    expect("contacts" in listed && listed.contacts.map(({ name }) => name)).toEqual(["Ada", "Ben", "Cleo", "Dora"]);
  });
});

function sorted(ids: string[], { sort, descending }: Order, among: Everybody): string[] {
  const key = (c: Everybody[number]) => (sort === "name" ? Buffer.from(c.nameKey) : (sort === "created" ? c.createdAt : c.lastSeenAt)?.getTime());
  const byId = new Map(among.map((c) => [c.id, c]));
  const turn = descending ? -1 : 1;
  return [...ids].sort((a, b) => {
    const [x, y] = [key(byId.get(a)!), key(byId.get(b)!)];
    if ((x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
    const order = x instanceof Buffer ? x.compare(y as Buffer) : ((x as number) ?? 0) - ((y as number) ?? 0);
    return turn * (order || (a < b ? -1 : 1));
  });
}
