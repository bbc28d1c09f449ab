// The figures of a run, as the table in docs/faults.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../steps.mjs";
import type { Figures } from "./results";

const FILE = join(ROOT, "docs", "faults.md");
const BEGIN = "<!-- figures: written by npm run test:faults -- --write -->";
const END = "<!-- end of figures -->";

type Measured = [kind: string, figures: Figures | undefined][];

/** Kinds that nobody has run yet say so. */
export function writeTable(measured: Measured): void {
  const text = readFileSync(FILE, "utf8");
  const [before, rest = ""] = text.split(BEGIN);
  writeFileSync(FILE, `${before}${BEGIN}\n\n${tableOf(measured)}\n\n${END}${rest.split(END)[1] ?? ""}`);
}

function tableOf(measured: Measured): string {
  const rows = measured.map(([name, f]) =>
    f
      ? [
          ...[name, f.what, String(f.trials), String(f.journeys), String(f.violations.length)],
          ...[`${spread(f.ready)}`, `${spread(f.done)}`, String(f.refused), String(f.lost), String(f.seed)],
        ]
      : [name, "not run yet", "0", ...Array.from({ length: 7 }, () => "")],
  );
  const head = ["kind", "what is done", "trials", "people", "violations", "ready again", "everybody in", "told to wait", "answers lost", "seed"];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Median, 95th percentile and maximum. */
function spread(ms: number[]): string {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return [at(0.5), at(0.95), at(1)].map((value) => `${(value / 1_000).toFixed(2)}`).join(" / ");
}
