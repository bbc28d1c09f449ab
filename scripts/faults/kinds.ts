// The ways of breaking things. Each breaks one thing in the middle of somebody's step, mends it, and says when it was mended.
import { readdirSync, readFileSync } from "node:fs";
import { sql } from "@/lib/plumbing/db";
import type { Behaviour } from "@/lib/testing/provider";
import type { Random } from "@/lib/testing/random";
import { STEPS, type Step } from "./journey";
import { pause } from "./server";
import type { World, WorldOptions } from "./world";

export interface Kind {
  name: string;
  what: string;
  steps: readonly Step[];
  world?: Partial<WorldOptions>;
  /** How many people are on their way at the same time. */
  people?: number;
  /** How many trials one round is worth, where it breaks several things. */
  worth?: number;
  /** How many trials are under way at a time: the next strike comes while the people of those before are still on their way. */
  lanes?: number;
  /** Before anybody sets out. */
  prepare?(world: World, random: Random): void;
  /** Gives when the broken thing was there again. */
  strike(world: World, random: Random): Promise<number>;
}

const between = (random: Random, from: number, to: number) => from + Math.floor(random() * (to - from + 1));
/** Each call that fails makes the outbox wait longer before the next: more at once would be an outage of minutes. */
const PROVIDER_PEOPLE = 4;

/** New ones come last: the seeds of a kind go by its place. */
export const KINDS: Kind[] = [
  {
    name: "server killed",
    what: "`kill -9` of the only server, which is started again at once",
    steps: STEPS,
    strike: restart,
  },
  {
    name: "one of two servers killed",
    what: "`kill -9` of one of two servers on one PostgreSQL",
    steps: STEPS,
    world: { servers: 2 },
    strike: restart,
  },
  {
    name: "server on the embedded database killed",
    what: "`kill -9` of the process that has the embedded database open",
    steps: STEPS,
    world: { embedded: true },
    strike: restart,
  },
  {
    name: "PostgreSQL crashed",
    what: "`pg_ctl stop -m immediate`, then started again",
    steps: STEPS,
    async strike({ postgres }) {
      postgres!.halt("immediate");
      postgres!.start();
      return Date.now();
    },
  },
  {
    name: "PostgreSQL away",
    what: "`pg_ctl stop -m fast`, away for up to 3 s, then started again",
    steps: STEPS,
    async strike(world, random) {
      world.postgres!.halt("fast");
      await pause(between(random, 0, 3_000));
      world.postgres!.start();
      return Date.now();
    },
  },
  {
    name: "PostgreSQL paused",
    what: "SIGSTOP of every process of PostgreSQL for up to 1 s, each tenth time for 12 s",
    steps: STEPS,
    async strike(world, random) {
      const ids = family(world.postgres!.pid);
      for (const id of ids) process.kill(id, "SIGSTOP");
      await pause(random() < 0.1 ? 12_000 : between(random, 10, 1_000));
      for (const id of ids) process.kill(id, "SIGCONT");
      return Date.now();
    },
  },
  {
    name: "connections cut",
    what: "all connections to PostgreSQL cut after the k-th message of a step, k from 1 to 60, in either direction",
    steps: STEPS,
    async strike(world, random) {
      await world.line!.cutAfter(between(random, 1, 60));
      return Date.now();
    },
  },
  {
    name: "clock stepped",
    what: "the server's clock put forward by up to an hour, or back by up to five minutes",
    steps: STEPS,
    world: { clock: true },
    async strike(world, random) {
      world.ahead += random() < 0.3 ? -between(random, 1_000, 300_000) : between(random, 1_000, 3_600_000);
      await world.setClock(world.ahead);
      return Date.now();
    },
  },
  ...provider("slow", "answers after up to 3 s", (random) => ({ slow: between(random, 100, 3_000) })),
  ...provider("hangs", "takes nothing and never answers", () => "hang"),
  ...provider("takes and hangs", "takes the mail and never answers", () => "take_and_hang"),
  ...provider("takes and drops", "takes the mail and cuts the line", () => "take_and_drop"),
  ...provider("drops", "cuts the line", () => "drop"),
  ...provider("answers garbage", "takes the mail and answers nonsense", () => "garbage"),
  ...provider("throttles", "429, asks to wait a second", () => ({ status: 429, name: "rate_limit_exceeded", retryAfter: "1" })),
  ...provider("fails", "500, 502, 503", (random) => ({ status: [500, 502, 503][between(random, 0, 2)]! })),
  {
    name: "server killed while importing",
    what: "`kill -9` of the only server while it writes a file of 1,100 contacts, after so many batches",
    steps: ["importing"],
    lanes: 2,
    strike: restart,
  },
  {
    name: "disk full",
    what: "the disk of PostgreSQL full for up to 3 s; half of the times its log has to go on to a new file meanwhile",
    steps: STEPS,
    world: { diskMb: 300 },
    async strike(world, random) {
      const empty = world.fill();
      const until = Date.now() + between(random, 100, 3_000);
      if (random() < 0.5) await nextFiles();
      await pause(Math.max(0, until - Date.now()));
      empty();
      if (!world.postgres!.alive()) world.postgres!.start();
      return Date.now();
    },
  },
];

async function restart(world: World, random: Random): Promise<number> {
  const server = world.servers[between(random, 0, world.servers.length - 1)]!;
  await server.kill();
  const mended = Date.now();
  await server.start();
  return mended;
}

const LOG_FILES = 8;

/** PostgreSQL has a few files for its log in store: those are used up too. It may well die of it. */
async function nextFiles(): Promise<void> {
  for (let i = 0; i < LOG_FILES; i++) {
    const done = await sql("SELECT pg_logical_emit_message(true, 'foyer', 'x'), pg_switch_wal()", []).catch(() => null);
    if (!done) return;
  }
}

/** Some people ask, and as many calls to the provider go like that; each is a trial. */
function provider(name: string, what: string, behaviour: (random: Random) => Behaviour): Kind[] {
  return [
    {
      name: `provider ${name}`,
      what,
      steps: ["asking"],
      people: PROVIDER_PEOPLE,
      worth: PROVIDER_PEOPLE,
      lanes: 1, // what was meant for one of them must not hit those who come after
      prepare: (world, random) => world.provider.next(...Array.from({ length: PROVIDER_PEOPLE }, () => behaviour(random))),
      strike: async () => Date.now(),
    },
  ];
}

/** A process and all that came from it. */
function family(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ id: Number(name), parent: parentOf(name) }));
  return [pid, ...parents.filter(({ parent }) => parent === pid).map(({ id }) => id)];
}

function parentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()?.split(" ")[1]);
  } catch {
    return 0; // it has gone meanwhile
  }
}
