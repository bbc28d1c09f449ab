import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs, { mkdtempSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { openEmbedded } from "../embedded";

const folder = mkdtempSync(join(tmpdir(), "foyer-disk-"));
const small = join(folder, "small");
const mounted = mountSmall();
afterAll(() => {
  if (mounted) spawnSync("umount", ["-l", small]);
  rmSync(folder, { recursive: true, force: true });
});

/** A disk of 330 MB, where this user may make one. */
function mountSmall(): boolean {
  fs.mkdirSync(small);
  return process.platform === "linux" && spawnSync("mount", ["-t", "tmpfs", "-o", "size=330m", "tmpfs", small]).status === 0;
}

it("writes a commit through to the disk before it is acknowledged", async () => {
  const { pool, close } = await openEmbedded(join(folder, "sync"));
  await pool.query("CREATE TABLE note (text text)");
  const sync = vi.spyOn(fs, "fsyncSync");
  syncBuiltinESMExports();
  try {
    for (let i = 1; i <= 5; i++) {
      await pool.query("INSERT INTO note VALUES ('x')");
      expect(sync.mock.calls.length).toBeGreaterThanOrEqual(i);
    }
  } finally {
    sync.mockRestore();
    syncBuiltinESMExports();
    await close();
  }
});

describe.skipIf(!mounted)("a full disk (needs the right to mount a small one)", () => {
  const fill = (seconds: number) => spawn("sh", ["-c", `sleep ${seconds}; cat /dev/zero > ${join(small, "ballast")}`], { stdio: "ignore" });
  const empty = () => rmSync(join(small, "ballast"), { force: true });
  const PAGE = "string_agg(md5(g::text || random()::text), '') FROM generate_series(1, 3000) g";

  it("stops writing in time, goes on reading, and writes again when there is room", async () => {
    const { pool, close } = await openEmbedded(join(small, "gentle"));
    await pool.query("CREATE TABLE note (number int PRIMARY KEY, text text)");
    let written = 0;
    let refusal: unknown;
    while (!refusal && written < 5_000)
      await pool.query(`INSERT INTO note SELECT ${written}, ${PAGE}`).then(
        () => written++,
        (error) => (refusal = error),
      );
    expect(refusal).toMatchObject({ code: "25006" });
    expect((await pool.query("SELECT count(*)::int AS count FROM note")).rows).toEqual([{ count: written }]);
    execFileSync("mount", ["-o", "remount,size=700m", small]);
    await vi.waitFor(() => pool.query("INSERT INTO note VALUES (-1, '')"), { timeout: 30_000 });
    await close();
    rmSync(join(small, "gentle"), { recursive: true });
  });

  it("recovers by itself when the log could not be written: nothing acknowledged is lost, and nobody has to mend anything", async () => {
    const { pool, close } = await openEmbedded(join(small, "hard"));
    await pool.query("CREATE TABLE note (number int PRIMARY KEY)");
    for (let i = 0; i < 20; i++) await pool.query("INSERT INTO note VALUES ($1)", [i]);
    const filler = fill(0.2);
    // Long enough for the disk to be full, with nobody looking in between.
    const log = "DO $$ BEGIN PERFORM pg_sleep(6); FOR i IN 1..60 LOOP INSERT INTO note VALUES (1000 + i); PERFORM pg_switch_wal(); END LOOP; END $$";
    await expect(pool.query(log)).rejects.toThrow();
    await expect(pool.query("SELECT 1")).rejects.toMatchObject({ code: expect.stringMatching(/^57P0/) });
    filler.kill();
    empty();
    const count = () =>
      pool.query("SELECT count(*)::int AS count FROM note").then(
        ({ rows }) => rows[0].count,
        () => null,
      );
    await expect.poll(count, { timeout: 60_000, interval: 200 }).toBe(20);
    await pool.query("INSERT INTO note VALUES (-1)");
    await close();
  });

  it("is said in one line at the start", async () => {
    rmSync(join(small, "hard"), { recursive: true, force: true });
    spawnSync("sh", ["-c", `cat /dev/zero > ${join(small, "ballast")}`], { stdio: "ignore" });
    await expect(openEmbedded(join(small, "late"))).rejects.toMatchObject({ code: "ENOSPC" });
    empty();
    const { owner, close } = await openEmbedded(join(small, "late"));
    expect(owner).toBe(true);
    await close();
  });
});
