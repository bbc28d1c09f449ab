// A PostgreSQL of one's own for the tests: in a temporary folder, on a free port, gone afterwards.
import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const NEEDED = process.platform === "win32" ? ["initdb.exe", "pg_ctl.exe"] : ["initdb", "pg_ctl"];

function binaries() {
  const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql").sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((v) => `/usr/lib/postgresql/${v}/bin`),
    "/opt/homebrew/opt/postgresql/bin",
    "/usr/local/opt/postgresql/bin",
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  return folders.find((folder) => NEEDED.every((name) => existsSync(join(folder, name))));
}

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const SETTINGS = { fsync: "off", max_connections: "200", shared_buffers: "256MB" };

/** null where none is installed. `under`: where its folder is made. */
export async function startPostgres(settings = SETTINGS, under = tmpdir()) {
  const bin = binaries();
  if (!bin) return null;
  const folder = mkdtempSync(join(under, "foyer-postgres-"));
  const data = join(folder, "data");
  // PostgreSQL refuses to run as root: then it runs as the user its package made, or as nobody.
  const root = process.getuid?.() === 0;
  const user = root ? ["postgres", "nobody"].map(idsOf).find(Boolean) : undefined;
  if (root && !user) return null;
  if (user) chownSync(folder, user.uid, user.gid);
  const run = (name, args) =>
    execFileSync(join(bin, name), args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"], ...user, env: { ...process.env, HOME: folder } });
  run("initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
  let port;
  const given = () => [`-p ${port} -c listen_addresses=127.0.0.1 -k ${folder}`, ...Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)];
  const start = () => run("pg_ctl", ["-D", data, "-w", "-t", "180", "-l", join(folder, "log"), "-o", given().join(" "), "start"]);
  /** `immediate` is a crash: nothing is written any more. */
  const halt = (mode = "immediate") => {
    try {
      run("pg_ctl", ["-D", data, "-m", mode, "stop"]);
    } catch {
      // it has gone already
    }
  };
  // A port that was free a moment ago may be somebody else's by now.
  for (let tries = 3; ; tries--) {
    port = await freePort();
    try {
      start();
      break;
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start,
    halt,
    alive: () => existsSync(join(data, "postmaster.pid")),
    /** Of the process the others come from. */
    get pid() {
      return Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n", 1)[0]);
    },
    stop() {
      halt();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 }); // somebody may still be writing a last file
    },
  };
}

function idsOf(name) {
  const id = (flag) => Number(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout);
  const [uid, gid] = [id("-u"), id("-g")];
  return uid ? { uid, gid } : undefined;
}
