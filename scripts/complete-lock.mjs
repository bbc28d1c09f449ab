// Some registries (mirrors) lack binaries for other platforms, and npm then leaves those optional
// packages out of package-lock.json, after which `npm ci` refuses the lock ("Missing: … from lock file").
// This adds the missing entries, without `resolved` or `integrity`: npm fetches them by name and version on
// the platforms they are for, and skips them elsewhere. Run after every change of dependencies.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));
const pkgs = lock.packages;
const OS = ["darwin", "linux", "win32", "freebsd", "android"];
const CPU = ["x64", "arm64", "ia32", "wasm32", "arm"];
const exact = (r) => /^\d+\.\d+\.\d+/.test(r);

function lookup(from, name) {
  for (let base = from; ; base = base.includes("/node_modules/") ? base.slice(0, base.lastIndexOf("/node_modules/")) : "") {
    const key = base ? `${base}/node_modules/${name}` : `node_modules/${name}`;
    if (pkgs[key]) return pkgs[key];
    if (!base) return undefined;
  }
}

let added = 0;
for (const [path, entry] of Object.entries({ ...pkgs }))
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const have = lookup(path, name);
    if (have && (!exact(range) || have.version === range)) continue;
    const parts = name.split("/").pop().split("-");
    const os = OS.find((o) => parts.includes(o));
    const cpu = CPU.find((c) => parts.includes(c)) ?? (parts.includes("gnueabihf") ? "arm" : undefined);
    if (!os && cpu !== "wasm32") {
      console.warn(`complete-lock: cannot tell the platform of ${name}@${range}`);
      process.exitCode = 1;
      continue;
    }
    const key = have || path.includes("/node_modules/") ? `${path}/node_modules/${name}` : `node_modules/${name}`;
    pkgs[key] = { version: range.replace(/^[\^~]/, ""), ...(cpu && { cpu: [cpu] }), ...(entry.dev && { dev: true }), optional: true, ...(os && { os: [os] }) };
    added++;
  }
lock.packages = Object.fromEntries(Object.entries(pkgs).sort(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`complete-lock: ${added} entries added`);
