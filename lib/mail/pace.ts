// The provider's rate, shared by all processes, and the pauses it asks for (SPEC M2; Resend counts calls per second and team).
import type { MailLane } from "@/prisma/generated/enums";
import { sql } from "../plumbing/db";
import { after, SECOND_MS } from "../values/time";

const PAUSE_KEY = "mail pause";
const KEEP_MS = 10 * SECOND_MS;
/** Of each second's calls so many tenths are kept for sign-in mails: bulk never delays them. */
const BULK_TENTHS = 6;

/** One call in this second: true, or how long to wait before asking again. */
export async function takeCall(callsPerSecond: number, lane: MailLane, now = Date.now()): Promise<true | number> {
  const max = lane === "bulk" ? Math.max(1, Math.floor((callsPerSecond * BULK_TENTHS) / 10)) : callsPerSecond;
  const second = Math.floor(now / SECOND_MS);
  const [row] = await sql<{ paused: Date | null; taken: number | null }>(
    TAKE,
    [`mail calls ${second}`, max, new Date(now + KEEP_MS), new Date(now)],
    "mail-take-call",
  );
  if (row?.paused) return row.paused.getTime() - now;
  return row?.taken ? true : (second + 1) * SECOND_MS - now;
}

const TAKE = `
WITH pause AS (SELECT "expiresAt" FROM "RateLimit" WHERE key = '${PAUSE_KEY}' AND "expiresAt" > $4),
call AS (
  INSERT INTO "RateLimit" AS r (key, count, "expiresAt") SELECT $1, 1, $3 WHERE NOT EXISTS (SELECT 1 FROM pause)
  ON CONFLICT (key) DO UPDATE SET count = r.count + 1 WHERE r.count < $2
  RETURNING count
)
SELECT (SELECT "expiresAt" FROM pause) AS paused, (SELECT count FROM call) AS taken`;

/** Nobody calls the provider before then. */
export async function pause(ms: number, now = new Date()): Promise<void> {
  await sql(
    `INSERT INTO "RateLimit" AS r (key, count, "expiresAt") VALUES ('${PAUSE_KEY}', 1, $1)
     ON CONFLICT (key) DO UPDATE SET count = r.count + 1, "expiresAt" = greatest(r."expiresAt", $1)`,
    [after(ms, now)],
  );
}

/** How long everybody leaves the provider alone; 0 when nobody does. */
export async function pausedForMs(now = new Date()): Promise<number> {
  const [row] = await sql<{ until: Date }>(`SELECT "expiresAt" AS until FROM "RateLimit" WHERE key = '${PAUSE_KEY}' AND "expiresAt" > $1`, [now]);
  return row ? row.until.getTime() - now.getTime() : 0;
}
