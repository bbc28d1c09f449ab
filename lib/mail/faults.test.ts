import { type ChildProcess, spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { enqueue } from "../mail";
import { db, transaction } from "../plumbing/db";
import { type Cast, cast } from "../testing/cast";
import { useSharedDatabase } from "../testing/database";
import { type Behaviour, type Provider, startProvider } from "../testing/provider";
import { oneOf, seeded } from "../testing/random";
import { newId } from "../values/id";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../values/time";
import { newToken } from "../values/token";
import { receiveEvent } from "./events";

const SEED = 20261121;
const MAILS = 1_000;
const ROUNDS = 4;
const WORKERS = 2;
const ROUND_MS = 4 * SECOND_MS;
/** Longer than a claim: what a killed worker had is free again in the next round. */
const BETWEEN_ROUNDS_MS = 2 * MINUTE_MS;

const where = useSharedDatabase();

describe("a thousand mails, while the provider and the workers are killed, hung and throttled", () => {
  let provider: Provider;
  const random = seeded(SEED);
  beforeAll(async () => {
    provider = await startProvider();
  });
  const alive = new Set<ChildProcess>();
  afterAll(async () => {
    for (const worker of alive) worker.kill("SIGKILL");
    await provider.close();
  });

  const settings = () => ({ RESEND_API_KEY: "re_test", RESEND_BASE_URL: provider.url, MAIL_FROM: "a@example.com", RESEND_RATE_PER_SECOND: "200" });

  it("each arrive once, or visibly failed, or were rightly dropped", { timeout: 900_000 }, async () => {
    const casts = [await cast("club"), await cast("builder"), await cast("desk")];
    const began = Date.now();
    provider.always(() =>
      oneOf<Behaviour>(random, [
        [50, { refuse: /^nobody/ }],
        [10, { slow: Math.floor(random() * 400) }],
        [10, { status: 500 }],
        [6, { status: 429, name: "rate_limit_exceeded", retryAfter: "1" }],
        [6, "drop"],
        [6, "take_and_drop"],
        [4, "garbage"],
        [2, "take_and_hang"],
        [2, "hang"],
        [4, { status: 422, name: "validation_error", message: "refused" }],
      ]),
    );
    const killed = await rage(casts);
    provider.always({ refuse: /^nobody/ });
    await drain();
    // In the end the provider tells what it delivered; that settles what we could not know.
    for (const sent of provider.sent) {
      const { body } = provider.event("email.delivered", sent);
      await receiveEvent(newId(), JSON.parse(body));
    }
    const counts = await verify();
    process.stdout.write(
      `\n  seed ${SEED}: ${provider.calls.length} calls, ${killed} workers killed, ${JSON.stringify(counts)}, ${Math.round((Date.now() - began) / 1_000)} s\n`,
    );
  });

  async function promiseMails(casts: Cast[], from: number, to: number, now: number) {
    for (let i = from; i < to; i++) {
      const { workspace, ada } = casts[i % casts.length]!;
      await transaction(async (tx) => {
        const linkId = newId();
        await tx.signInLink.create({
          data: {
            id: linkId,
            workspaceId: workspace.id,
            purpose: "portal_login",
            tokenHash: crypto.getRandomValues(new Uint8Array(32)),
            contactId: ada.contactId,
            addressId: ada.addressId,
            emailKey: ada.email,
            lifetimeMinutes: 15,
            expiresAt: new Date(now + 24 * HOUR_MS),
          },
        });
        await enqueue(tx, {
          workspaceId: workspace.id,
          template: "portal_login",
          to: `${i % 25 ? "person" : "nobody"}${i}@example.com`,
          toKey: `${i % 25 ? "person" : "nobody"}${i}@example.com`,
          lane: i % 3 ? "bulk" : "sign_in",
          linkId,
          data: { name: `Person ${i}` },
          secret: { path: `/magic-login/${newToken()}`, code: "BCDF2345" },
          // Some are of no use any more in the next round.
          uselessAfter: new Date(now + (i % 10 ? 12 * HOUR_MS : MINUTE_MS)),
        });
      });
    }
  }

  /** Rounds of workers that are killed and replaced, and a provider that vanishes for a while. */
  async function rage(casts: Cast[]): Promise<number> {
    let killed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const workers = await Promise.all(Array.from({ length: WORKERS }, () => startWorker(round)));
      const until = Date.now() + ROUND_MS;
      let promised = round * (MAILS / ROUNDS);
      while (Date.now() < until || promised < (round + 1) * (MAILS / ROUNDS)) {
        const more = Math.min(promised + Math.ceil(MAILS / ROUNDS / 8), (round + 1) * (MAILS / ROUNDS));
        await promiseMails(casts, promised, more, Date.now() + round * BETWEEN_ROUNDS_MS);
        promised = more;
        await new Promise((wake) => setTimeout(wake, 200 + random() * 500));
        const victim = Math.floor(random() * workers.length);
        if (random() < 0.25) {
          await provider.down();
          await new Promise((wake) => setTimeout(wake, 200 + random() * 500));
          await provider.up();
        } else if (random() < 0.3) {
          // Hung, then awake again: a claim it held may be somebody else's by now.
          workers[victim]?.kill("SIGSTOP");
          await new Promise((wake) => setTimeout(wake, 300));
          workers[victim]?.kill("SIGCONT");
        } else {
          workers[victim]?.kill("SIGKILL");
          killed++;
          workers[victim] = await startWorker(round);
        }
      }
      for (const worker of workers) worker.kill("SIGKILL");
      killed += workers.length;
    }
    return killed;
  }

  async function startWorker(round: number): Promise<ChildProcess> {
    const worker = spawn(process.execPath, ["--import", "tsx", "lib/testing/mail-worker.ts"], {
      env: { ...process.env, NODE_OPTIONS: "", ...settings(), ...(await where()), TEST_CLOCK_MS: String(round * BETWEEN_ROUNDS_MS) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    alive.add(worker);
    worker.once("exit", () => alive.delete(worker));
    await new Promise<void>((ready, failed) => {
      worker.stdout?.once("data", () => ready());
      worker.once("exit", () => failed(new Error("A worker ended before it was ready.")));
    });
    return worker;
  }

  /** What is left goes out in peace. */
  async function drain() {
    const worker = await startWorker(ROUNDS);
    await vi.waitFor(async () => expect(await db().mail.count({ where: { state: { in: ["queued", "sending"] } } })).toBe(0), {
      timeout: 300_000,
      interval: 500,
    });
    worker.kill("SIGKILL");
  }

  async function verify() {
    const arrivals = new Map<string, number>();
    for (const { tags } of provider.sent) {
      const id = tags?.find(({ name }) => name === "mail")?.value ?? "";
      arrivals.set(id, (arrivals.get(id) ?? 0) + 1);
    }
    const mails = await db().mail.findMany({ where: {} });
    const sentEntries = new Map(
      (await db().activity.groupBy({ by: ["mailId"], where: { action: "mail.sent" }, _count: true })).map(({ mailId, _count }) => [mailId, _count]),
    );
    const ended = new Map(
      (await db().activity.groupBy({ by: ["mailId"], where: { action: { in: ["mail.failed", "mail.dropped"] } }, _count: true })).map((g) => [
        g.mailId,
        g._count,
      ]),
    );
    const links = new Map((await db().signInLink.findMany({ where: {} })).map((link) => [link.id, link]));
    const counts: Record<string, number> = {};
    expect(mails).toHaveLength(MAILS);
    for (const { id, state, sealed, linkId, problem, uselessAfter, stateAt } of mails) {
      counts[state] = (counts[state] ?? 0) + 1;
      const arrived = arrivals.get(id) ?? 0;
      expect({ id, state, arrived }).toEqual({ id, state, arrived: state === "delivered" ? 1 : 0 });
      expect(["delivered", "failed", "dropped"]).toContain(state);
      expect(sealed).toBeNull();
      expect(sentEntries.get(id) ?? 0).toBe(state === "delivered" ? 1 : 0);
      expect(links.get(linkId ?? "")?.sentAt !== null).toBe(state === "delivered");
      if (state !== "delivered") expect([id, ended.get(id), Boolean(problem)]).toEqual([id, 1, true]);
      if (state === "dropped") expect(uselessAfter.getTime()).toBeLessThanOrEqual(stateAt.getTime() + ROUNDS * BETWEEN_ROUNDS_MS);
    }
    return counts;
  }
});
