// npm run test:faults: breaks one thing after another while people sign in, and looks afterwards whether all that SPEC 12 says still holds.
// -- --kinds "server killed,connections cut" --trials 300 --minutes 10 --seed 20261121 --write
import { parseArgs } from "node:util";
import { type Random, seeded } from "@/lib/testing/random";
import { type Imported, importing } from "./faults/importing";
import { sealBroken, settle, violations } from "./faults/invariants";
import { type Journey, journey, type Step } from "./faults/journey";
import { KINDS, type Kind } from "./faults/kinds";
import { type Figures, keep, keepLog, measuredSoFar, newFigures } from "./faults/results";
import { pause } from "./faults/server";
import { writeTable } from "./faults/table";
import { makeWorld, type World } from "./faults/world";
import { build } from "./steps.mjs";

const { values } = parseArgs({
  options: {
    kinds: { type: "string", default: "" },
    trials: { type: "string", default: "300" },
    minutes: { type: "string", default: "15" },
    seed: { type: "string", default: "20261121" },
    port: { type: "string", default: "4303" },
    fresh: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const MINUTE_MS = 60_000;
const TRIAL_MS = 150_000;
/** A step is over in less than that; the strike falls somewhere in it. */
const STEP_MS = 60;
const LANES = 4;
const KEEP_EVERY = 20;
/** Between the seeds of two kinds: more than anybody's trials. */
const KIND_SEEDS = 1_000_000;

const wanted = values.kinds
  .split(",")
  .map((name) => name.trim())
  .filter(Boolean);
/** By its whole name, or by a part that is no other's name. */
const isWanted = ({ name }: Kind) => !wanted.length || wanted.some((word) => name === word || (name.includes(word) && !KINDS.some((k) => k.name === word)));
let over = false;
let turn: Promise<unknown> = Promise.resolve();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => (over = true));

let failed = false;
for (const kind of KINDS.filter(isWanted)) {
  const earlier = values.fresh ? undefined : measuredSoFar()[kind.name];
  const figures = earlier?.seed === Number(values.seed) ? earlier : newFigures(kind.what, Number(values.seed));
  if (!over && figures.trials < Number(values.trials)) await run(kind, figures);
  failed ||= figures.violations.length > 0;
}
if (values.write) writeTable(KINDS.map(({ name }) => [name, measuredSoFar()[name]]));
process.exit(failed ? 1 : 0);

/** Goes on where an earlier run of the same seed stopped. */
async function run(kind: Kind, figures: Figures): Promise<void> {
  build();
  const world = await makeWorld({ port: Number(values.port), ...kind.world });
  const began = Date.now();
  const minutesBefore = figures.minutes;
  const enough = () => over || figures.started >= Number(values.trials) || Date.now() - began > Number(values.minutes) * MINUTE_MS;
  let next = figures.trials + KEEP_EVERY;
  const note = async () => {
    next = figures.trials + KEEP_EVERY;
    figures.violations.push(...(await sealBroken(world)));
    figures.minutes = minutesBefore + (Date.now() - began) / MINUTE_MS;
    keep(kind.name, figures);
    console.log(`  ${figures.trials} trials, ${Math.round((Date.now() - began) / 1_000)} s, ${figures.violations.length} violations`);
  };
  const lane = async () => {
    while (!enough()) {
      const number = figures.started;
      figures.started += kind.worth ?? 1;
      for (const what of await trial(world, kind, number, figures)) {
        console.log(`  VIOLATION in trial ${number}: ${what}`);
        figures.violations.push(`trial ${number}: ${what}`);
        keepLog(kind.name, world.servers.map(({ output }) => output).join("\n"));
      }
      if (figures.trials >= next) await note();
    }
  };
  console.log(`\n${kind.name}: ${kind.what}`);
  try {
    await Promise.all(Array.from({ length: kind.lanes ?? LANES }, lane));
    await note();
  } finally {
    await world.close();
  }
}

/** People on their way in; when the first of them comes to this step, it strikes, a little later. Only one trial strikes at a time. */
async function trial(world: World, kind: Kind, number: number, figures: Figures): Promise<string[]> {
  const random = seeded(Number(values.seed) + KINDS.indexOf(kind) * KIND_SEEDS + number);
  const step = kind.steps[Math.floor(random() * kind.steps.length)]!;
  const { people, at } = await inTurn(() => setOut(world, kind, step, random, figures));
  const { journeys, imported } = await people;
  figures.done.push(Math.max(0, ...[...journeys, ...imported].map(({ finishedAt }) => finishedAt - at)));
  const wrong = (await settle(world, journeys)) === null ? ["12.6 something was never done"] : [];
  wrong.push(...(await violations(world, journeys)), ...imported.flatMap((one) => one.wrong));
  figures.trials += kind.worth ?? 1;
  figures.journeys += journeys.length;
  figures.lost += journeys.reduce((sum, { lost }) => sum + lost, 0);
  figures.refused += journeys.reduce((sum, { refused }) => sum + refused, 0);
  return wrong.map((what) => `${step}: ${what}`);
}

interface UnderWay {
  journeys: Journey[];
  imported: Imported[];
}

/** Comes back as soon as it has struck and all is mended, while they are still on their way. */
async function setOut(world: World, kind: Kind, step: Step, random: Random, figures: Figures): Promise<{ people: Promise<UnderWay>; at: number }> {
  const until = Date.now() + TRIAL_MS;
  const strikes = random() * STEP_MS;
  const file = step === "importing";
  const starts = Array.from({ length: file ? 0 : (kind.people ?? 3) }, (_, i) => (i ? random() * STEP_MS * 2 : 0));
  let struck: Promise<number> | null = null;
  let reached = () => {};
  const there = new Promise<void>((done) => (reached = done));
  const strike = () => (struck ??= pause(strikes).then(() => kind.strike(world, random)));
  const begin = () => {
    void strike();
    reached();
  };
  kind.prepare?.(world, random);
  const people = allOf(
    file ? [importing(world, random, begin, until)] : [],
    starts.map(async (start, i) => {
      await pause(start);
      return journey(world, random, (place) => i === 0 && place === step && begin(), until);
    }),
  );
  await Promise.race([there, people]);
  const at = await strike();
  for (const server of world.servers) while (!(await server.ready())) await pause(20);
  figures.ready.push(Date.now() - at);
  return { people, at };
}

async function allOf(files: Promise<Imported>[], people: Promise<Journey>[]): Promise<UnderWay> {
  return { imported: await Promise.all(files), journeys: await Promise.all(people) };
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}
