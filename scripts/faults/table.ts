// The figures of a run, as the table in docs/faults.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../steps.mjs";

export interface Figures {
  what: string;
  seed: number;
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

const FILE = join(ROOT, "docs", "faults.md");
const BEGIN = "<!-- figures: written by npm run test:faults -- --write -->";
const END = "<!-- end of figures -->";

export function writeTable(measured: Record<string, Figures>): void {
  const text = readFileSync(FILE, "utf8");
  const [before, rest = ""] = text.split(BEGIN);
  writeFileSync(FILE, `${before}${BEGIN}\n\n${tableOf(measured)}\n\n${END}${rest.split(END)[1] ?? ""}`);
}

function tableOf(measured: Record<string, Figures>): string {
  const rows = Object.entries(measured).map(([name, f]) => [
    ...[name, f.what, String(f.trials), String(f.journeys), String(f.violations.length)],
    ...[`${spread(f.ready)}`, `${spread(f.done)}`, String(f.refused), String(f.lost), String(f.seed)],
  ]);
  const head = ["kind", "what is done", "trials", "people", "violations", "ready again", "everybody in", "told to wait", "answers lost", "seed"];
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Median, 95th percentile and maximum. */
function spread(ms: number[]): string {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return [at(0.5), at(0.95), at(1)].map((value) => `${(value / 1_000).toFixed(2)}`).join(" / ");
}
