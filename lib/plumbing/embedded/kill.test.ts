import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { type Child, startChild } from "@/lib/testing/child";
import { openEmbedded } from "../embedded";

/** More of them by hand: KILL_ROUNDS=60 npx vitest run lib/plumbing/embedded/kill */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 6);
const folder = mkdtempSync(join(tmpdir(), "foyer-kill-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const writers = (at: string, names: string) => [...names].map((who, i) => startChild("lib/testing/writer.ts", [at, who, ...(i === 0 ? ["tidy"] : [])]));
const acknowledged = (child: Child) => child.lines.filter((line) => line.startsWith("OK")).length;
const random = (from: number, to: number) => from + Math.random() * (to - from);

interface Found {
  who: string;
  count: number;
  last: number;
}

/** What is there after everybody was killed. Whoever comes next must be able to open it as its owner. */
async function lookInto(at: string): Promise<{ total: number; found: Map<string, Found> }> {
  const { pool, owner, close } = await openEmbedded(at);
  expect(owner).toBe(true);
  const { rows } = await pool.query<Found>("SELECT who, count(*)::int AS count, max(number)::int AS last FROM transfer GROUP BY 1");
  const total = (await pool.query<{ total: number }>("SELECT sum(balance)::int AS total FROM account")).rows[0]!.total;
  await pool.query("SET enable_seqscan = off");
  const indexed = await pool.query("SELECT count(*)::int AS count FROM transfer WHERE padding > ''");
  expect(indexed.rows[0].count).toBe(rows.reduce((sum, row) => sum + row.count, 0));
  await close();
  return { total, found: new Map(rows.map((row) => [row.who, row])) };
}

describe("the embedded database, killed at any moment", () => {
  it("keeps every acknowledged write, the owner's and its guests'", async () => {
    const at = join(folder, "writes");
    const before = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round++) {
      const children = writers(at, round % 2 ? "ab" : "a");
      for (const child of children) await child.says(/^READY/);
      await pause(random(50, 1_000));
      for (const child of children) await child.kill();
      const { total, found } = await lookInto(at);
      expect(total).toBe(50_000);
      for (const [i, child] of children.entries()) {
        const who = "ab"[i]!;
        const { count, last } = found.get(who) ?? { count: 0, last: 0 };
        expect(last).toBe(count);
        expect(count).toBeGreaterThanOrEqual((before.get(who) ?? 0) + acknowledged(child));
        before.set(who, count);
      }
    }
    expect(before.get("a")).toBeGreaterThan(ROUNDS);
  });

  it("has one owner, however many start at once, also over a dead one's socket", async () => {
    const at = join(folder, "race");
    for (let round = 0; round < 3; round++) {
      const children = writers(at, "abcde");
      const ready = await Promise.all(children.map((child) => child.says(/^READY/)));
      expect(ready.filter((line) => line === "READY true")).toHaveLength(1);
      await pause(500);
      await Promise.all(children.map((child) => child.kill()));
      const { total, found } = await lookInto(at);
      expect(total).toBe(50_000);
      for (const [i, child] of children.entries()) expect(found.get("abcde"[i]!)?.count ?? 0).toBeGreaterThanOrEqual(acknowledged(child));
    }
  });

  it("can be made again when its making was killed", async () => {
    for (const afterMs of [700, 1_500, 2_500]) {
      const at = join(folder, `made-${afterMs}`);
      const child = startChild("lib/testing/writer.ts", [at, "a"]);
      await pause(afterMs);
      await child.kill();
      const { pool, close } = await openEmbedded(at);
      expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
      await close();
    }
  });
});
