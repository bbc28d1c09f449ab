// node scripts/run.mjs scripts/measure/webhooks.ts [seconds] [per second]: delivery events as the provider sends them, a tenth of them twice,
// to a server of its own on a PostgreSQL of its own. Needs `npm run build`.
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import { startServer } from "../../e2e/support/server";
import { closeDatabase, db, openDatabase, sql } from "../../lib/plumbing/db";
import { useEnv } from "../../lib/plumbing/env";
import { PROVIDER_SECRET, signed } from "../../lib/testing/provider";
import { startPostgres } from "../postgres.mjs";
import { at, ms, printTable } from "./times";

const [seconds, rate] = [Number(process.argv[2] ?? 180), Number(process.argv[3] ?? 333)];
/** Every tenth comes again, as with a provider that heard no answer. */
const REPEAT_EVERY = 10;
const KINDS = ["email.delivered", "email.delivered", "email.delivered", "email.delivery_delayed", "email.bounced"];

const postgres = await startPostgres({ fsync: "on", max_connections: "100", shared_buffers: "256MB" });
if (!postgres) throw new Error("No PostgreSQL is installed here.");
useEnv({ DATABASE_URL: postgres.url });
await openDatabase();
const server = await startServer({
  DATABASE_URL: postgres.url,
  RESEND_API_KEY: "re_measure",
  RESEND_BASE_URL: "http://127.0.0.1:9",
  RESEND_WEBHOOK_SECRET: PROVIDER_SECRET,
  MAIL_FROM: "portal@example.com",
  LOG_LEVEL: "error",
});
try {
  await measure(server.port);
} finally {
  await server.stop();
  await closeDatabase();
  postgres.stop();
}

async function measure(port: number): Promise<void> {
  const total = seconds * rate;
  const { id: workspaceId } = await db().workspace.create({ data: { slug: "events", name: "Events" } });
  await sql(
    `INSERT INTO "Mail" (id, "workspaceId", template, lane, state, "to", "toKey", data, "idempotencyKey", "uselessAfter", "sentAt", "providerId")
     SELECT gen_random_uuid(), $1::uuid, 'portal_login', 'sign_in', 'sent', 'p' || i || '@example.com', 'p' || i || '@example.com', '{}', 'key-' || i,
       now() + interval '1 day', now(), 'sent-' || i FROM generate_series(0, $2::int - 1) i`,
    [workspaceId, total],
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const taken: number[] = [];
  const statuses = new Map<number, number>();
  const send = async (i: number): Promise<void> => {
    const to = `p${i}@example.com`;
    const body = JSON.stringify({ type: KINDS[i % KINDS.length], created_at: new Date().toISOString(), data: { email_id: `sent-${i}`, to: [to] } });
    const began = performance.now();
    const status = await post(agent, port, body, signed(`msg_${i}`, body));
    taken.push(performance.now() - began);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  const began = performance.now();
  const open: Promise<void>[] = [];
  for (let i = 0; i < total; i++) {
    const wait = began + (i * 1_000) / rate - performance.now();
    if (wait > 0) await new Promise((later) => setTimeout(later, wait));
    open.push(send(i));
    if (i % REPEAT_EVERY === 0) open.push(send(i));
  }
  await Promise.all(open);
  const took = (performance.now() - began) / 1_000;
  const told = await db().activity.count({ where: { workspaceId, action: "webhook.received" } });
  const sorted = taken.sort((a, b) => a - b);
  printTable(
    ["events", "a second", "p50 ms", "p95 ms", "p99 ms", "longest ms", "answers", "noted, each once"],
    [
      [taken.length, (taken.length / took).toFixed(0), ...[50, 95, 99, 100].map((percent) => ms(at(sorted, percent)))].concat(
        [...statuses].map(([status, count]) => `${count} × ${status}`).join(", "),
        `${told} of ${total}`,
      ),
    ],
  );
}

function post(agent: Agent, port: number, body: string, headers: Record<string, string>): Promise<number> {
  const options = { host: "127.0.0.1", port, path: "/api/webhooks/resend", method: "POST", agent };
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, headers: { ...headers, host: `localhost:${port}`, "content-length": Buffer.byteLength(body) } }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
