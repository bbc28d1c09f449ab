// Costs over sizes as a picture: both axes in powers of ten, a line for each thing that was measured, readable in light and dark.

export interface Point {
  contacts: number;
  sessions: number;
  entries: number;
  bytes: number;
  /** Milliseconds, by what was done. */
  times: Record<string, { p50: number; p95: number }>;
}

const [WIDTH, HEIGHT] = [860, 460];
const FRAME = { left: 64, right: 230, top: 24, bottom: 64 };
const LABEL_HEIGHT = 16;
const COLOURS = ["#2563eb", "#dc2626", "#16a34a", "#9333ea", "#d97706", "#0891b2", "#db2777", "#65a30d", "#64748b"];

export function plot(points: Point[]): string {
  const names = Object.keys(points.at(-1)?.times ?? {});
  const sizes = points.map(({ contacts }) => contacts);
  const costs = points.flatMap(({ times }) => Object.values(times).map(({ p50 }) => p50));
  const x = scale(sizes, FRAME.left, WIDTH - FRAME.right);
  const y = scale(costs, HEIGHT - FRAME.bottom, FRAME.top);
  const text = (left: number, top: number, said: string, more = "") => `<text x="${left.toFixed(1)}" y="${top.toFixed(1)}" ${more}>${said}</text>`;
  const grid = [
    ...x.tens.map(
      (ten) => line(x.at(ten), FRAME.top, x.at(ten), HEIGHT - FRAME.bottom) + text(x.at(ten), HEIGHT - FRAME.bottom + 20, short(ten), 'text-anchor="middle"'),
    ),
    ...y.tens.map((ten) => line(FRAME.left, y.at(ten), WIDTH - FRAME.right, y.at(ten)) + text(FRAME.left - 8, y.at(ten) + 4, `${ten} ms`, 'text-anchor="end"')),
  ];
  const places = apart(names.map((name) => ({ name, top: y.at(points.at(-1)?.times[name]?.p50 ?? 1) })));
  const lines = names.map((name, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const path = points.flatMap(({ contacts, times }) => (times[name] ? [`${x.at(contacts).toFixed(1)},${y.at(times[name].p50).toFixed(1)}`] : []));
    const dots = path.map((place) => `<circle cx="${place.split(",")[0]}" cy="${place.split(",")[1]}" r="3" fill="${colour}"/>`).join("");
    const label = text(WIDTH - FRAME.right + 12, (places.get(name) ?? 0) + 4, name, `style="fill:${colour}"`);
    return `<polyline points="${path.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}${label}`;
  });
  const title = "What things cost, in milliseconds at the median, by how many contacts there are in all";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<style>text{font:12px system-ui,sans-serif;fill:#64748b}.grid{stroke:#94a3b8;stroke-opacity:.35}</style>
${grid.join("\n")}
${lines.join("\n")}
${text(FRAME.left, HEIGHT - 12, title)}
</svg>
`;
}

const line = (x1: number, y1: number, x2: number, y2: number) =>
  `<line class="grid" x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`;

/** Powers of ten around the values, and where each value lies between two edges. */
function scale(values: number[], from: number, to: number) {
  const logs = values.map(Math.log10);
  const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  const span = Math.max(high - low, 1);
  return { tens: Array.from({ length: span + 1 }, (_, i) => 10 ** (low + i)), at: (value: number) => from + ((Math.log10(value) - low) / span) * (to - from) };
}

/** Labels that would lie on one another move down. */
function apart(labels: { name: string; top: number }[]): Map<string, number> {
  let free = 0;
  const placed = labels
    .sort((a, b) => a.top - b.top)
    .map(({ name, top }) => {
      free = Math.max(top, free) + LABEL_HEIGHT;
      return [name, free - LABEL_HEIGHT] as const;
    });
  return new Map(placed);
}

const short = (count: number) => (count >= 1_000_000 ? `${count / 1_000_000} million` : count >= 1_000 ? `${count / 1_000} thousand` : String(count));
