// Other processes of ours on the database of a test, that do things at the same moment (see colleague.ts).
import { fork } from "node:child_process";
import { afterAll, beforeAll } from "vitest";
import type { AddressChange } from "../account/email-change";

export type Task =
  | { do: "redeem"; token: string; times: number; code?: string }
  | { do: "ask"; email: string; network: string; times: number }
  | { do: "take"; limit: string; max: number; times: number }
  | { do: "visit"; cookie: string }
  | { do: "revoke links" | "revoke sessions"; staffId: string; contactId: string }
  | { do: "deactivate"; contactId: string }
  | { do: "change address"; staffId: string; change: AddressChange };

export interface Order {
  number: number;
  workspaceId: string;
  /** Before it begins, so that two don't always meet in the same way. */
  waitMs: number;
  task: Task;
}

export interface Tried {
  ok: boolean;
  cookie?: string | null;
  why?: string;
}

export interface Colleague {
  tell<T = Tried[]>(workspaceId: string, task: Task, waitMs?: number): Promise<T>;
}

/** Two of them, for the tests of a file; `env` leads them to its database. */
export function useColleagues(env: () => Promise<Record<string, string>>): [Colleague, Colleague] {
  let started: Started[] = [];
  beforeAll(async () => {
    const where = await env();
    started = await Promise.all([start(where), start(where)]);
  });
  afterAll(() => Promise.all(started.map(({ stop }) => stop())));
  return [{ tell: (...order) => started[0]!.tell(...order) }, { tell: (...order) => started[1]!.tell(...order) }];
}

interface Started extends Colleague {
  stop(): Promise<void>;
}

async function start(env: Record<string, string>): Promise<Started> {
  const child = fork("lib/testing/colleague.ts", { execArgv: ["--import", "tsx"], env: { ...process.env, NODE_OPTIONS: "", ...env } });
  const waiting = new Map<number, { done(result: never): void; failed(error: Error): void }>();
  const ended = new Promise<void>((gone) => child.once("exit", () => gone()));
  let orders = 0;
  await new Promise<void>((ready, failed) => {
    child.once("exit", () => failed(new Error("A colleague ended before it was ready.")));
    child.on("message", (said: { ready?: true; number: number; result?: unknown; error?: string }) => {
      if (said.ready) return ready();
      const order = waiting.get(said.number);
      waiting.delete(said.number);
      if (said.error) order?.failed(new Error(said.error));
      else order?.done(said.result as never);
    });
  });
  return {
    tell: (workspaceId, task, waitMs = 0) =>
      new Promise((done, failed) => {
        const number = ++orders;
        waiting.set(number, { done, failed });
        child.send({ number, workspaceId, waitMs, task } satisfies Order);
      }),
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
