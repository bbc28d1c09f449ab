// What was measured so far: a file for each kind, so that a run that is broken off is not lost and several may run side by side.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../steps.mjs";

export interface Figures {
  what: string;
  seed: number;
  /** Numbers that were given out: the next run begins there. */
  started: number;
  trials: number;
  journeys: number;
  /** Links that were spent with the answer lost: their people asked again. */
  lost: number;
  /** Answers that said "not now". */
  refused: number;
  violations: string[];
  /** From mended to every server ready, in ms. */
  ready: number[];
  /** From mended until the last of its people was in, in ms. */
  done: number[];
  minutes: number;
}

const FOLDER = join(ROOT, "test-results", "faults");

export const newFigures = (what: string, seed: number): Figures => ({
  ...{ what, seed, started: 0, trials: 0, journeys: 0, lost: 0, refused: 0 },
  ...{ violations: [], ready: [], done: [], minutes: 0 },
});

export function measuredSoFar(): Record<string, Figures> {
  mkdirSync(FOLDER, { recursive: true });
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  return Object.fromEntries(files.map((name) => [name.slice(0, -".json".length), JSON.parse(readFileSync(join(FOLDER, name), "utf8"))]));
}

/** For whoever wants to know why. */
export const keepLog = (kind: string, output: string): void => writeFileSync(join(FOLDER, `${kind}.log`), output);

/** Trials that were still under way are not in it, and their numbers are given out again. */
export function keep(kind: string, figures: Figures): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${kind}.json`), JSON.stringify({ ...figures, started: figures.trials }, null, 1));
}
