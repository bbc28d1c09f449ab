import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** How many requirements up to level 2 each section of ASVS 5.0.0 has; in each they are the first ones. */
const SECTIONS =
  "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 " +
  "6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 " +
  "11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2";
const ALL = SECTIONS.split(" ").flatMap((part) => {
  const [section, count] = part.split(":");
  return Array.from({ length: Number(count) }, (_, i) => `${section}.${i + 1}`);
});

const text = readFileSync("docs/security.md", "utf8");
const rows = text
  .split("\n")
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, which = "", , tests = "", state = ""]) => ({ which, ids: which.split(", ").flatMap(requirements), tests: tests.match(/[\w./-]+/g) ?? [], state }));

describe("the table of ASVS requirements in docs/security.md", () => {
  it("has each of them once", () => {
    expect(ALL.length).toBe(253);
    expect(rows.flatMap(({ ids }) => ids).sort()).toEqual([...ALL].sort());
  });

  it("names tests that are there", () => {
    const missing = rows.flatMap(({ tests }) => tests).filter((test) => !existsSync(`${test}.test.ts`) && !existsSync(`${test}.spec.ts`));
    expect(missing).toEqual([]);
  });

  it("says of each how it stands: what is held has a test, what deviates a reason", () => {
    expect(rows.filter(({ state, tests }) => state === "ok" && tests.length === 0).map(({ which }) => which)).toEqual([]);
    const others = rows.map(({ state }) => state).filter((state) => !["ok", "built", "operator", "absent"].includes(state));
    expect(others.filter((state) => !text.includes(`- **${state}** `))).toEqual([]);
    expect(new Set(text.match(/^- \*\*D\d+\*\*/gm))).toEqual(new Set(others.map((state) => `- **${state}**`)));
  });
});

/** `1.2.6–1.2.8`, `10.*` or one. */
function requirements(which: string): string[] {
  const [first = "", last = first] = which.split("–");
  if (which.endsWith(".*")) return ALL.filter((id) => id.startsWith(which.slice(0, -1)));
  const [from, to] = [ALL.indexOf(first), ALL.indexOf(last)];
  return from < 0 || to < from ? [`${which} is none`] : ALL.slice(from, to + 1);
}
