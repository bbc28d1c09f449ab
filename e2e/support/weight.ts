// The compressed JavaScript a page has made a real browser download, against e2e/budgets.ts (SPEC 13).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { PAGES } from "@/lib/testing/access";
import { BUDGETS_KB, FRAMEWORK_KB } from "../budgets";
import { WALKED } from "./samples";

const KB = 1_000;

/** Where somebody who is signed in walks through it, and it is really that page they get. */
export const weighedOnTheWalk = (pattern: string): boolean => WALKED.includes(pattern) && PAGES[pattern] !== "everybody";

const built = (file: string) => readFileSync(join(process.env.FOYER_BUILD_DIR || ".next", file), "utf8");
const OWN_PARTS = /client\/components\/layout-router\.js":\{[^}]*"chunks":(\[[^\]]*\])/;

/**
 * What an empty page brings, by the build's own lists: the files every page begins with, and the chunk with Next's own parts of
 * every page, which the bundler keeps to themselves. An empty page built by itself brings 0.6 kB less.
 */
function frameworkFiles(): Set<string> {
  const { rootMainFiles } = JSON.parse(built("build-manifest.json")) as { rootMainFiles: string[] };
  const parts = OWN_PARTS.exec(built("server/app/_not-found/page_client-reference-manifest.js"))?.[1] ?? "[]";
  return new Set([...rootMainFiles.map((file) => `/_next/${file}`), ...(JSON.parse(parts) as string[])]);
}

/** What this page has brought so far, also what it fetched ahead for the next one: too much, in words; nothing, where it is within its budget. */
export async function overweight(page: Page, pattern: string): Promise<string[]> {
  const framework = frameworkFiles();
  const brought = await page.evaluate(() => {
    const all = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const scripts = all.map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize] as const);
    return scripts.filter(([file]) => file.endsWith(".js"));
  });
  const sizes = [...new Map(brought)]; // what is fetched ahead and then used is there twice
  const sum = (theirs: boolean) => sizes.reduce((bytes, [file, size]) => bytes + (framework.has(file) === theirs ? size : 0), 0) / KB;
  const [floor, own, budget] = [sum(true), sum(false), BUDGETS_KB[pattern] ?? 0];
  if (floor > FRAMEWORK_KB) return [`${pattern}: ${floor.toFixed(1)} kB of framework, ${FRAMEWORK_KB} are expected`];
  if (floor === 0 && budget > 0) return [`${pattern}: has no scripts, so nothing was measured`];
  return own > budget ? [`${pattern}: ${own.toFixed(1)} kB of JavaScript, its budget is ${budget}`] : [];
}
