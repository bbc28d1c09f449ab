// Writes down every statement the product runs in the tests on PostgreSQL, so that scripts/plans.mjs can look at its plan at size.
import { AsyncLocalStorage } from "node:async_hooks";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { serialize } from "node:v8";
import type pg from "pg";

interface Caller {
  /** Tests look at tables as they like: that is not the product. */
  test: boolean;
  where: string;
}

const callers = new AsyncLocalStorage<Caller>();
const seen = new Set<string>();

/** Each statement once per place and pattern of nulls, as a line { text, values, where } in this folder. */
export function recordStatements(pool: pg.Pool, opened: { prisma: object }, folder: string): void {
  const file = join(folder, `${process.pid}.jsonl`);
  const note = (args: unknown[]) => write(file, args);
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
  pool.query = ((...args: unknown[]) => {
    note(args);
    return query(...args);
  }) as typeof pool.query;
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => unknown;
  // With a callback it is the pool's own query, which is noted above; without, it is a transaction.
  pool.connect = ((...args: unknown[]) =>
    args.length ? connect(...args) : (connect() as Promise<pg.PoolClient>).then((c) => noted(c, note))) as typeof pool.connect;
  opened.prisma = named(opened.prisma);
}

/** Only for as long as it is out, and over whatever a test has put in the place of pg's own method. */
function noted(client: pg.PoolClient, note: (args: unknown[]) => void): pg.PoolClient {
  const { release } = client;
  client.query = ((...args: unknown[]) => {
    note(args);
    return (Object.getPrototypeOf(client) as { query(...args: unknown[]): unknown }).query.apply(client, args);
  }) as typeof client.query;
  client.release = (error) => {
    Reflect.deleteProperty(client, "query");
    client.release = release;
    client.release(error);
  };
  return client;
}

/** Prisma runs a statement long after the call: who called has to be kept. */
function named<T extends object>(target: T): T {
  return new Proxy(target, {
    get(from, key) {
      const value = Reflect.get(from, key) as unknown;
      if (typeof value === "object" && value !== null && /^[a-z]/.test(String(key))) return named(value);
      if (typeof value !== "function" || String(key).startsWith("_")) return value;
      return (...args: unknown[]) => {
        const caller = callerNow();
        const result: unknown = callers.run(caller, () => Reflect.apply(value, from, args));
        return isPromise(result) ? startedBy(caller, result) : result;
      };
    },
  });
}

const isPromise = (result: unknown): result is Promise<unknown> => typeof (result as { then?: unknown } | undefined)?.then === "function";

/** A promise of Prisma starts its work when somebody waits for it. */
function startedBy(caller: Caller, promise: Promise<unknown>): Promise<unknown> {
  const wait = promise.then;
  // biome-ignore lint/suspicious/noThenProperty: it is a promise, and stays one.
  return Object.defineProperty(promise, "then", { value: (...args: Parameters<typeof wait>) => callers.run(caller, () => wait.apply(promise, args)) });
}

const OURS = /\/(?:lib\/plumbing\/(?!.*\.test\.ts)|lib\/testing\/statements|node_modules\/)|node:/;

function callerNow(): Caller {
  const known = callers.getStore();
  if (known) return known;
  const frame = new Error().stack?.split("\n").find((line, i) => i > 0 && !OURS.test(line));
  const where = /((?:lib|app|components|emails|scripts|prisma)\/[^():]+)/.exec(frame ?? "")?.[1] ?? "?";
  return { test: /\.test\.tsx?$|^lib\/testing\//.test(where), where };
}

function write(file: string, [first, second]: unknown[]): void {
  const config = (typeof first === "string" ? { text: first } : first) as { text: string; values?: unknown[] };
  const values = (Array.isArray(second) ? second : config.values) ?? [];
  const { test, where } = callerNow();
  if (test || !/^\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b/i.test(config.text)) return;
  const key = [where, config.text.replaceAll(/\$\d+(?:,\s*\$\d+)+/g, "$…"), values.map((v) => (v === null ? 0 : 1)).join("")].join("\n");
  if (seen.has(key)) return;
  seen.add(key);
  appendFileSync(file, `${JSON.stringify({ where, text: config.text, values: serialize(values).toString("base64") })}\n`);
}
