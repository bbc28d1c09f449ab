// Whether this process can do its work, for load balancers and people on call; no secrets, no names (CHECKS F22).
import { stuckMail } from "./mail/alarm";
import { database, sql } from "./plumbing/db";
import { env } from "./plumbing/env";
import { log } from "./plumbing/log";
import { pendingMigrations } from "./plumbing/migrate";
import { SECOND_MS } from "./values/time";

const PATIENCE_MS = 2 * SECOND_MS;
/** Asking often must not cost the database more than asking now and then. */
const FRESH_MS = SECOND_MS;

export interface Readiness {
  ready: boolean;
  database: { ok: boolean; kind: "postgres" | "embedded" | null; ms: number | null };
  /** null: could not be found out. */
  migrations: { ok: boolean; pending: number | null };
  mail: { ok: boolean; transport: string; waiting: number | null; oldestDueS: number | null };
  maintenance: { lastS: number | null; failing: string[] };
}

let last: { at: number; found: Promise<Readiness> } | undefined;

export function readiness(): Promise<Readiness> {
  if (!last || Math.abs(Date.now() - last.at) >= FRESH_MS) last = { at: Date.now(), found: look() };
  return last.found;
}

async function look(): Promise<Readiness> {
  const { transport } = env();
  const asked = await within(PATIENCE_MS, ask);
  if (!asked)
    return {
      ready: false,
      database: { ok: false, kind: null, ms: null },
      migrations: { ok: false, pending: null },
      mail: { ok: true, transport, waiting: null, oldestDueS: null },
      maintenance: { lastS: null, failing: [] },
    };
  const { kind, ms, pending, waiting, oldestDueS, lastS, failing, stuck } = asked;
  return {
    ready: pending === 0,
    database: { ok: true, kind, ms },
    migrations: { ok: pending === 0, pending },
    mail: { ok: !stuck, transport, waiting, oldestDueS },
    maintenance: { lastS, failing },
  };
}

const WORK = `
  SELECT (SELECT count(*)::int FROM (SELECT 1 FROM "Mail" WHERE state = 'queued' LIMIT 1000) AS first) AS waiting,
         (SELECT extract(epoch FROM $1::timestamptz - min("nextAttemptAt"))::int FROM "Mail" WHERE state = 'queued' AND "nextAttemptAt" <= $1::timestamptz) AS "oldestDueS",
         (SELECT extract(epoch FROM $1::timestamptz - max("lastRunAt"))::int FROM "Chore") AS "lastS",
         (SELECT coalesce(array_agg(name ORDER BY name), '{}') FROM "Chore" WHERE "lastProblem" IS NOT NULL) AS failing`;

async function ask() {
  const began = performance.now();
  const pending = (await pendingMigrations(database().pool)).length;
  const ms = Math.round(performance.now() - began);
  // The tables may be missing where migrations are.
  const none = { waiting: null, oldestDueS: null, lastS: null, failing: [] };
  const [work] = pending ? [] : await sql<{ waiting: number; oldestDueS: number | null; lastS: number | null; failing: string[] }>(WORK, [new Date()]);
  return { kind: database().kind, ms, pending, ...(work ?? none), stuck: pending === 0 && (await stuckMail()) !== null };
}

/** null: it failed, or nobody should wait any longer. */
async function within<T>(ms: number, work: () => Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  const found = await Promise.race([work().catch(tell), enough]);
  clearTimeout(timer);
  return found;
}

function tell(error: unknown): null {
  log.warn("The database does not answer the readiness check.", { error: error instanceof Error ? error.message : String(error) });
  return null;
}
