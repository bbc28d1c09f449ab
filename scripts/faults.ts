// npm run test:faults: breaks one thing after another while people sign in, and looks afterwards whether all that SPEC 12 says still holds.
// -- --kinds "server killed,connections cut" --trials 300 --minutes 10 --seed 20261121 --write
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { verifyActivity } from "@/lib/activity/seal";
import { seeded } from "@/lib/testing/random";
import { settle, violations } from "./faults/invariants";
import { journey, type Step } from "./faults/journey";
import { KINDS, type Kind } from "./faults/kinds";
import { pause } from "./faults/server";
import { type Figures, writeTable } from "./faults/table";
import { makeWorld, type World } from "./faults/world";
import { build, ROOT } from "./steps.mjs";

const { values } = parseArgs({
  options: {
    kinds: { type: "string", default: "" },
    trials: { type: "string", default: "300" },
    minutes: { type: "string", default: "15" },
    seed: { type: "string", default: "20261121" },
    port: { type: "string", default: "4303" },
    write: { type: "boolean", default: false },
  },
});
const MINUTE_MS = 60_000;
const TRIAL_MS = 150_000;
/** A step is over in less than that; the strike falls somewhere in it. */
const STEP_MS = 60;
const SAY_EVERY = 25;
const RESULTS = join(ROOT, "test-results", "faults.json");

build();
const wanted = values.kinds
  .split(",")
  .map((name) => name.trim())
  .filter(Boolean);
const kinds = KINDS.filter(({ name }) => !wanted.length || wanted.some((word) => name.includes(word)));
/** Of earlier runs too, and of those that run at the same time. */
const measuredSoFar = (): Record<string, Figures> => (existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : {});
let failed = false;
for (const kind of kinds) {
  const figures = await run(kind);
  const measured = { ...measuredSoFar(), [kind.name]: figures };
  failed ||= figures.violations.length > 0;
  mkdirSync(join(ROOT, "test-results"), { recursive: true });
  writeFileSync(RESULTS, JSON.stringify(measured, null, 2));
  if (values.write) writeTable(measured);
}
process.exit(failed ? 1 : 0);

async function run(kind: Kind): Promise<Figures> {
  const random = seeded(Number(values.seed) + KINDS.indexOf(kind));
  const world = await makeWorld({ random, port: Number(values.port), ...kind.world });
  const figures: Figures = {
    what: kind.what,
    seed: Number(values.seed),
    trials: 0,
    journeys: 0,
    lost: 0,
    refused: 0,
    violations: [],
    ready: [],
    done: [],
    minutes: 0,
  };
  const began = Date.now();
  console.log(`\n${kind.name}: ${kind.what}`);
  try {
    while (figures.trials < Number(values.trials) && Date.now() - began < Number(values.minutes) * MINUTE_MS) {
      const step = kind.steps[Math.floor(random() * kind.steps.length)]!;
      const wrong = await trial(world, kind, step, figures);
      for (const what of wrong) console.log(`  VIOLATION in trial ${figures.trials}, ${step}: ${what}`);
      figures.violations.push(...wrong.map((what) => `trial ${figures.trials}, ${step}: ${what}`));
      if (figures.trials % SAY_EVERY < (kind.worth ?? 1))
        console.log(`  ${figures.trials} trials, ${Math.round((Date.now() - began) / 1_000)} s, ${figures.violations.length} violations`);
    }
    const { problems, sealed } = await verifyActivity(world.workspaceId);
    console.log(`  ${sealed} sealed entries`);
    figures.violations.push(...problems.map((problem) => `12.5 the seal of the log: ${JSON.stringify({ ...problem, seq: String(problem.seq) })}`));
  } finally {
    await world.close();
  }
  figures.minutes = (Date.now() - began) / MINUTE_MS;
  return figures;
}

/** People on their way in; when the first of them comes to this step, it strikes, a little later. */
async function trial(world: World, kind: Kind, step: Step, figures: Figures): Promise<string[]> {
  const until = Date.now() + TRIAL_MS;
  let mended: Promise<number> | null = null;
  const strike = () => {
    mended ??= pause(world.random() * STEP_MS)
      .then(() => kind.strike(world))
      .then((at) => noteReady(world, at, figures));
    return mended;
  };
  kind.prepare?.(world);
  const people = Array.from({ length: kind.people ?? 3 }, async (_, i) => {
    await pause(i ? world.random() * STEP_MS * 2 : 0);
    return journey(world, (at) => void (i === 0 && at === step && strike()), until);
  });
  const journeys = await Promise.all(people);
  const at = await strike();
  figures.done.push(Math.max(0, ...journeys.map(({ finishedAt }) => finishedAt - at)));
  const wrong = (await settle(world, journeys)) === null ? ["12.6 something was never done"] : [];
  wrong.push(...(await violations(world, journeys)));
  figures.trials += kind.worth ?? 1;
  figures.journeys += journeys.length;
  figures.lost += journeys.reduce((sum, { lost }) => sum + lost, 0);
  figures.refused += journeys.reduce((sum, { refused }) => sum + refused, 0);
  return wrong;
}

/** How long after it was mended every server could do its work again. */
async function noteReady(world: World, at: number, figures: Figures): Promise<number> {
  for (const server of world.servers) while (!(await server.ready())) await pause(20);
  figures.ready.push(Date.now() - at);
  return at;
}
