import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { MemoryStream } from "./channel";
import { Session } from "./session";

/** On a machine that has much to do. */
const SLOWLY = { timeout: 30_000 };

let db: PGlite;
let session: Session;
let broken = false;
let tight = false;
let told: string[] = [];
const pools: pg.Pool[] = [];

const engine = () => ({ db, isBroken: () => broken });

/** Another client of the one session. */
function client(): pg.Pool {
  const pool = new pg.Pool({ max: 1, user: "postgres", database: "postgres", ssl: false, stream: (() => new MemoryStream(session)) as never });
  pool.on("error", () => undefined);
  pools.push(pool);
  return pool;
}

beforeAll(async () => {
  db = await PGlite.create();
});
afterAll(() => db.close());

beforeEach(async () => {
  [broken, tight, told] = [false, false, []];
  session = new Session({
    engine: engine(),
    async reopen() {
      if (tight) throw new Error("no room");
      broken = false;
      return engine();
    },
    mustNotWrite: () => tight,
    tell: (problem) => told.push(problem),
  });
  await client().query("DROP TABLE IF EXISTS note; CREATE TABLE note (text text)");
});

afterEach(async () => {
  vi.useRealTimers();
  for (const pool of pools.splice(0)) await pool.end();
});

describe("the one session of many clients", () => {
  it("keeps transactions apart: who comes meanwhile waits", async () => {
    const [a, b] = [client(), client()];
    const inside = await a.connect();
    await inside.query("BEGIN");
    await inside.query("INSERT INTO note VALUES ('a')");
    const seen = b.query<{ count: number }>("SELECT count(*)::int AS count FROM note");
    await inside.query("INSERT INTO note VALUES ('b')");
    await inside.query("ROLLBACK");
    inside.release();
    expect((await seen).rows).toEqual([{ count: 0 }]);
  });

  it("rolls back what a client that vanishes had not finished", async () => {
    const [a, b] = [client(), client()];
    const inside = await a.connect();
    await inside.query("BEGIN");
    await inside.query("INSERT INTO note VALUES ('a')");
    inside.release(new Error("gone"));
    expect((await b.query<{ count: number }>("SELECT count(*)::int AS count FROM note")).rows).toEqual([{ count: 0 }]);
  });

  it("cuts off who holds a transaction open and says nothing, so that others go on", async () => {
    const [a, b] = [client(), client()];
    await b.query("SELECT 1");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const inside = await a.connect();
    const lost = new Promise<Error>((resolve) => inside.on("error", resolve));
    await inside.query("BEGIN");
    await inside.query("INSERT INTO note VALUES ('a')");
    const waits = b.query<{ count: number }>("SELECT count(*)::int AS count FROM note");
    vi.advanceTimersByTime(16_000);
    expect((await waits).rows).toEqual([{ count: 0 }]);
    expect((await lost).message).toContain("left open for too long");
    inside.release(true);
  });

  it("only reads while there is no room, and says so once", async () => {
    const a = client();
    tight = true;
    await expect(a.query("INSERT INTO note VALUES ('a')")).rejects.toMatchObject({ code: "25006" });
    expect((await a.query("SELECT * FROM note")).rows).toEqual([]);
    tight = false;
    await a.query("INSERT INTO note VALUES ('b')");
    expect(told).toEqual([expect.stringContaining("can only be read"), expect.stringContaining("room on the disk again")]);
  });

  it("tells everybody when PostgreSQL gives up, and goes on when it is back", async () => {
    const [a, b] = [client(), client()];
    await b.query("SELECT 1");
    tight = broken = true;
    await expect(a.query("SELECT 1")).rejects.toThrow();
    await expect(b.query("SELECT 1")).rejects.toThrow();
    await expect(a.query("SELECT 1")).rejects.toMatchObject({ code: "57P03" });
    tight = false;
    await vi.waitFor(async () => expect((await b.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]), { ...SLOWLY, interval: 100 });
  });

  it("shrugs at bytes that are no PostgreSQL", async () => {
    const stream = new MemoryStream(session);
    const heard: Buffer[] = [];
    stream.on("data", (bytes: Buffer) => heard.push(bytes));
    stream.write(Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    await vi.waitFor(() => expect(stream.readableEnded).toBe(true), SLOWLY);
    const absurd = new MemoryStream(session);
    absurd.resume();
    absurd.write(Buffer.from([0, 0, 0, 9, 0, 9, 0, 9, 0]));
    await vi.waitFor(() => expect(absurd.readableEnded).toBe(true), SLOWLY);
    expect(Buffer.concat(heard).toString()).toContain("not understood");
    expect((await client().query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});
