// The figures as a page: medians of the rounds, their spread, and how Foyer stands to the better of the others.
import { readFileSync } from "node:fs";
import os from "node:os";

const ROWS = {
  ask: "Links asked for, until the last mail has arrived",
  redeem: "Links redeemed",
  sign_in: "Links opened and redeemed",
  check: "Signed-in API check (a handler that asks who is there)",
  empty: "A handler that does nothing",
  session: "The session endpoint of each",
  page: "Signed-in page",
  open: "The same page without asking who is there",
  home: "The member's home",
  fixed: "A static answer, made when the app was built",
};

export function report({ measured, plan, subjects, postgres, version }) {
  const parts = [head(plan, subjects, postgres, version)];
  for (const people of plan.people) {
    parts.push(`## ${number(people)} people with a session each\n`);
    parts.push(targets(measured, people, subjects));
    parts.push(signInCost(measured, plan, people, subjects));
    for (const connections of plan.connections) parts.push(table(measured, { people, connections }, subjects));
  }
  parts.push(readFileSync(new URL("NOTES.md", import.meta.url), "utf8"));
  return `${parts
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}

function head({ rounds, ms }, subjects, postgres, version) {
  const installed = (name, from) => JSON.parse(readFileSync(new URL(`${from}/node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
  const cpu = os.cpus()[0]?.model ?? "?";
  const commonNext = installed("next", ".");
  return `# Foyer beside better-auth and Auth.js

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; [README.md](README.md) says what is measured and how.

Machine: ${os.cpus().length} × ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release()}; the load, the servers, PostgreSQL and the mail sink share it.
Versions: Node ${process.versions.node}, PostgreSQL ${version} (${Object.entries(postgres)
    .map(([k, v]) => `${k} ${v}`)
    .join(
      ", ",
    )}), Next.js ${installed("next", "..")} (Foyer) and ${commonNext} (the others), better-auth ${installed("better-auth", ".")}, next-auth ${installed("next-auth", ".")}, @auth/prisma-adapter ${installed("@auth/prisma-adapter", ".")}, Prisma ${installed("prisma", ".")}, pg ${installed("pg", ".")}.
Every figure is the median of ${rounds} ${rounds === 1 ? "round" : "alternating rounds"} of ${ms} ms${subjects.length > 1 ? "; a ratio is the median of the rounds' ratios, with the least and the greatest of them" : ""}. CPU is of the server process, and after the + of PostgreSQL.
`;
}

const pick = (measured, about) => measured.filter((m) => Object.entries(about).every(([key, value]) => m[key] === value));

function table(measured, about, subjects) {
  const lines = [`### ${about.connections} ${about.connections === 1 ? "connection" : "connections"}\n`];
  lines.push("| | | per second | p50 | p95 | p99 ms | CPU ms each | Foyer to the better |", "|---|---|--:|--:|--:|--:|--:|--:|");
  for (const [row, title] of Object.entries(ROWS)) {
    let named = false;
    for (const subject of subjects) {
      const found = pick(measured, { ...about, row, subject: subject.name });
      if (!found.length) continue;
      const of = (key) => median(found.map((f) => f[key]));
      const ratio = named ? null : againstTheBetter(measured, about, row, "perSecond");
      lines.push(
        `| ${named ? "" : title} | ${subject.title} | ${spread(
          found.map((f) => f.perSecond),
          0,
        )} | ${of("p50").toFixed(1)} | ${of("p95").toFixed(1)} | ${of("p99").toFixed(1)} | ${of("cpuMs").toFixed(2)} + ${of("databaseCpuMs").toFixed(2)} | ${ratio ?? ""} |`,
      );
      named = true;
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Round by round, so that what disturbed the machine disturbed both. Opening and redeeming stands beside the others' one step. */
function ratios(measured, about, row, key, theirs = row) {
  const rounds = pick(measured, { ...about, row, subject: "foyer" });
  return rounds.flatMap((mine) => {
    const others = pick(measured, { ...about, round: mine.round, row: theirs }).filter((m) => m.subject !== "foyer");
    return others.length ? [mine[key] / Math.max(...others.map((m) => m[key]))] : [];
  });
}

function againstTheBetter(measured, about, row, key) {
  const found = ratios(measured, about, row, key, row === "sign_in" ? "redeem" : row);
  return found.length ? `${spread(found, 2)} ×` : null;
}

function targets(measured, people, subjects) {
  const about = { people, connections: 16 };
  if (!pick(measured, { ...about, subject: "foyer" }).length) return "";
  const lines = ["At 16 connections:\n"];
  if (subjects.length > 1) {
    lines.push(`- asking: ${againstTheBetter(measured, about, "ask", "perSecond")} the better of the others (wanted: 2)`);
    lines.push(
      `- redeeming: ${againstTheBetter(measured, about, "redeem", "perSecond")}; with the opening of the link's page, which the others don't have: ${againstTheBetter(measured, about, "sign_in", "perSecond")} (wanted: 2)`,
    );
  }
  lines.push(`- CPU of a session check to a handler that does nothing: ${ownRatio(measured, about, "check", "empty")} (wanted: at most 1.15)`);
  lines.push(`- CPU of a signed-in page to the same page without a session: ${ownRatio(measured, about, "page", "open")} (wanted: at most 1.25)`);
  const others = subjects.filter(({ name }) => name !== "foyer");
  for (const { name, title } of others)
    lines.push(`- of ${title}: check ${ownRatio(measured, about, "check", "empty", name)}, page ${ownRatio(measured, about, "page", "open", name)}`);
  return `${lines.join("\n")}\n`;
}

function ownRatio(measured, about, row, base, subject = "foyer") {
  const found = pick(measured, { ...about, row, subject }).map((m) => m.cpuMs / pick(measured, { ...about, row: base, subject, round: m.round })[0].cpuMs);
  return spread(found, 2);
}

function signInCost(measured, { connections }, people, subjects) {
  const lines = ["| CPU seconds for 1,000 sign-ins | ", "|---|"];
  for (const n of connections) {
    lines[0] += ` at ${n} | `;
    lines[1] += "--:|";
  }
  lines[0] += " memory MB, at most |";
  lines[1] += "--:|";
  for (const { name, title } of subjects) {
    const cells = connections.map((n) => {
      const cost = (row) => median(pick(measured, { people, connections: n, subject: name, row }).map((m) => m.cpuMs + m.databaseCpuMs));
      return cost("ask") + cost(name === "foyer" ? "sign_in" : "redeem");
    });
    const [memory] = pick(measured, { people, subject: name, row: "memory" });
    lines.push(`| ${title} | ${cells.map((c) => c.toFixed(1)).join(" | ")} | ${memory.now}, ${memory.peak} |`);
  }
  return `${lines.join("\n")}\n\nServer and PostgreSQL together, from the asking to the session; a mail written and handed over is part of it.\n`;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function spread(values, digits) {
  const show = (v) => (digits ? v.toFixed(digits) : number(Math.round(v)));
  const all = `${show(median(values))}`;
  return values.length > 1 ? `${all} (${show(Math.min(...values))}–${show(Math.max(...values))})` : all;
}

const number = (value) => value.toLocaleString("en");
