// How long something takes, again and again, and the table it goes into.

export async function timesOf(times: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    await work(i);
    taken.push(performance.now() - began);
  }
  return taken.sort((a, b) => a - b);
}

/** Of sorted times, in milliseconds. */
export const at = (sorted: number[], percent: number): number => sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))] ?? 0;

export const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** As Markdown: it is read in a terminal, and kept in docs/measurements.md. */
export function printTable(head: string[], rows: (string | number)[][]): void {
  const line = (cells: (string | number)[]) => `| ${cells.map(String).join(" | ")} |`;
  console.log(["", line(head), line(head.map((_, i) => (i ? "---:" : "---"))), ...rows.map(line), ""].join("\n"));
}
