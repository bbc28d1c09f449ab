import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

interface Locked {
  version: string;
  license?: string;
  hasInstallScript?: boolean;
  os?: string[];
  cpu?: string[];
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, Record<string, unknown>>;
const locked = Object.entries((JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Locked> }).packages).filter(
  ([path]) => path,
);
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

const folder = mkdtempSync(join(tmpdir(), "foyer-lock-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the packages", () => {
  it("are pinned exactly", () => {
    const ranges = { ...manifest.dependencies, ...manifest.devDependencies } as Record<string, string>;
    expect(Object.entries(ranges).filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))).toEqual([]);
  });

  it("are locked for every platform, also those this machine is not", () => {
    const copy = join(folder, "package-lock.json");
    copyFileSync("package-lock.json", copy);
    const { stdout, status } = spawnSync(process.execPath, ["scripts/complete-lock.mjs", copy], { encoding: "utf8" });
    expect(stdout).toContain("complete-lock: 0 entries added");
    expect(status).toBe(0);
  });

  it.each(["linux", "darwin", "win32"].flatMap((os) => ["x64", "arm64"].map((cpu) => [os, cpu])))("have their binaries for %s %s", (os, cpu) => {
    const there = locked.filter(([, p]) => p.os?.includes(os!) && p.cpu?.includes(cpu!)).map(([path]) => nameOf(path));
    for (const family of ["@next/swc-", "lightningcss-", "@tailwindcss/oxide-", "@esbuild/", "@biomejs/cli-", "@typescript/"])
      expect(
        there.some((name) => name.startsWith(family)),
        `${family}… for ${os} ${cpu}`,
      ).toBe(true);
  });

  it("run no script of theirs when they are installed", () => {
    const withScript = [...new Set(locked.filter(([, p]) => p.hasInstallScript).map(([path]) => nameOf(path)))];
    expect(Object.entries(manifest.allowScripts ?? {})).toEqual(withScript.sort().map((name) => [name, false]));
  });

  it("have licences that let a business use and sell what it builds on them", () => {
    const strict = locked.filter(([, { license = "" }]) => /\bA?GPL|SSPL|BUSL|Elastic|Commons-Clause|UNLICENSED/i.test(license.replace(/LGPL/g, "")));
    expect(strict.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
    // What complete-lock.mjs adds carries no licence: those are one package for several platforms.
    const unknown = locked.filter(([, { license, os }]) => !license && !os).map(([path]) => nameOf(path));
    expect(unknown).toEqual(["seq-queue"]); // MIT, by the file beside it
  });
});
