// A mail provider to test against: speaks the parts of Resend's API that Foyer uses, remembers idempotency keys for 24 hours,
// signs events as Resend does, and misbehaves on demand. `npx tsx lib/testing/provider.ts 4402` runs it by itself.
import { createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SentMail {
  id: string;
  key: string | null;
  at: number;
  from: string;
  to: string[];
  subject: string;
  html: string;
  text: string;
  reply_to?: string | string[];
  tags?: { name: string; value: string }[];
  headers?: Record<string, string>;
}

export interface Call {
  path: string;
  key: string | null;
  body: string;
  at: number;
  behaviour: Behaviour;
}

/**
 * What it does with a call. `take_and_drop` and `take_and_hang` accept the mail and never say so; `drop` and `hang` don't
 * accept it either; `garbage` accepts it and answers nonsense; `slow` accepts it after a while; `refuse` takes only other
 * addresses: of a batch none at all, unless it was asked to take what it can (`x-batch-validation: permissive`); `unsaid`: and never answers.
 */
export type Behaviour =
  | "ok"
  | "take_and_drop"
  | "take_and_hang"
  | "drop"
  | "hang"
  | "garbage"
  | { slow: number }
  | { refuse: RegExp; unsaid?: boolean }
  | { status: number; name?: string; message?: string; retryAfter?: string };

export interface Provider {
  url: string;
  secret: string;
  /** What it accepted, each logical mail once. */
  sent: SentMail[];
  calls: Call[];
  /** Addresses it was asked to write to again. */
  allowed: string[];
  /** Sender domains it knows, by name. */
  domains: Map<string, { id: string; name: string; status: string; verifyAsked: number }>;
  /** Nobody answers at its address any more; what it knows stays known. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** For the next calls, one each; then back to `always`. */
  next(...behaviours: Behaviour[]): void;
  always(choose: Behaviour | ((call: number) => Behaviour)): void;
  /** A signed event as Resend sends it. */
  event(type: string, mail: Pick<SentMail, "id" | "to" | "subject" | "tags">, more?: object, options?: EventOptions): SignedEvent;
  close(): Promise<void>;
}

export interface EventOptions {
  id?: string;
  at?: Date;
  secret?: string;
}

export interface SignedEvent {
  body: string;
  headers: Record<string, string>;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
export const PROVIDER_SECRET = `whsec_${Buffer.from("only-for-tests-only-for-tests!!!").toString("base64")}`;

/** The key it signs every domain's mail with. */
export const DKIM_VALUE = `p=${Buffer.from("a public key for tests, long enough to look like one of them").toString("base64")}`;

export async function startProvider(port = 0): Promise<Provider> {
  const sent: SentMail[] = [];
  const calls: Call[] = [];
  const allowed: string[] = [];
  const domains: Provider["domains"] = new Map();
  const queue: Behaviour[] = [];
  const keys = new Map<string, { at: number; body: string; answer: object | null }>();
  let choose: (call: number) => Behaviour = () => "ok";

  const server = createServer(async (request, response) => {
    const body = await read(request).catch(() => null);
    if (body === null) return;
    const key = (request.headers["idempotency-key"] as string | undefined) ?? null;
    const path = request.url ?? "/";
    if (path.startsWith("/domains")) {
      const { status, answer: result } = answerDomains(request.method ?? "GET", path, body);
      return answer(response, status, result);
    }
    if (request.method === "DELETE" && path.startsWith("/suppressions/")) {
      allowed.push(decodeURIComponent(path.slice("/suppressions/".length)));
      return answer(response, 200, { object: "suppression", deleted: true });
    }
    if (request.method !== "POST" || (path !== "/emails" && path !== "/emails/batch")) return answer(response, 404, error(404, "not_found", "Not found"));
    if (!request.headers.authorization?.startsWith("Bearer re_")) return answer(response, 401, error(401, "missing_api_key", "Missing API key"));
    const wished = queue.shift() ?? choose(calls.length);
    // What was taken once is not refused afterwards: the key brings back the first answer.
    const behaviour = key && keys.has(key) && isRefusal(wished) ? "ok" : wished;
    calls.push({ path, key, body, at: Date.now(), behaviour });
    const refused = typeof behaviour === "object" && "refuse" in behaviour ? behaviour.refuse : null;
    const permissive = request.headers["x-batch-validation"] === "permissive";
    await misbehave(behaviour, response, () => accept(path, key, body, refused, permissive));
  });

  /** Made when first heard of; verified when a test says so. */
  function answerDomains(method: string, path: string, body: string): { status: number; answer: object } {
    const [, , id, verb] = path.split("?")[0]!.split("/");
    if (method === "POST" && !id) {
      const { name } = JSON.parse(body) as { name: string };
      if (domains.has(name)) return { status: 403, answer: error(403, "validation_error", "The domain is registered already.") };
      domains.set(name, { id: randomUUID(), name, status: "not_started", verifyAsked: 0 });
    }
    const list = [...domains.values()];
    const one = list.find((d) => d.id === id) ?? (id ? undefined : list.at(-1));
    if (method === "GET" && !id) return { status: 200, answer: { object: "list", data: list } };
    if (!one) return { status: 404, answer: error(404, "not_found", "Domain not found") };
    if (verb === "verify") one.verifyAsked++;
    const records = [{ record: "DKIM", name: "resend._domainkey", type: "TXT", value: DKIM_VALUE, status: one.status }];
    return { status: 200, answer: { ...one, records } };
  }

  function accept(path: string, key: string | null, body: string, refused: RegExp | null, permissive: boolean): { status: number; answer: object } {
    const before = key ? keys.get(key) : undefined;
    if (before && Date.now() - before.at < DAY_MS) {
      if (before.body !== body) return { status: 409, answer: error(409, "invalid_idempotent_request", "Same key, other payload") };
      return { status: 200, answer: before.answer ?? {} };
    }
    const mails = path === "/emails/batch" ? (JSON.parse(body) as object[]) : [JSON.parse(body) as object];
    if (mails.length > 100) return { status: 422, answer: error(422, "validation_error", "At most 100 mails") };
    const addressOf = (mail: object) => [(mail as SentMail).to].flat();
    const errors = mails.flatMap((mail, index) => (refused?.test(addressOf(mail).join()) ? [{ index, message: "The address was refused." }] : []));
    if (errors[0] && !permissive) return { status: 422, answer: error(422, "validation_error", errors[0].message) };
    const bad = new Set(errors.map(({ index }) => index));
    const ids = mails.flatMap((mail, index) => {
      if (bad.has(index)) return [];
      const id = randomUUID();
      sent.push({ ...(mail as SentMail), id, key, at: Date.now(), to: addressOf(mail) });
      return [{ id }];
    });
    const result = path === "/emails/batch" ? { data: ids, errors } : ids[0]!;
    if (key) keys.set(key, { at: Date.now(), body, answer: result });
    return { status: 200, answer: result };
  }

  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  const at = (server.address() as AddressInfo).port;
  const down = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${at}`,
    secret: PROVIDER_SECRET,
    sent,
    calls,
    allowed,
    domains,
    next: (...behaviours) => void queue.push(...behaviours),
    always(behaviour) {
      choose = typeof behaviour === "function" ? behaviour : () => behaviour;
    },
    event,
    down,
    up: () => new Promise<void>((ready) => server.listen(at, "127.0.0.1", ready)),
    close: down,
  };
}

const isRefusal = (behaviour: Behaviour) =>
  typeof behaviour === "object" &&
  "status" in behaviour &&
  behaviour.status < 500 &&
  behaviour.status !== 429 &&
  behaviour.name !== "concurrent_idempotent_requests";

async function misbehave(behaviour: Behaviour, response: ServerResponse, accept: () => { status: number; answer: object }): Promise<void> {
  if (behaviour === "hang") return;
  if (behaviour === "drop") return void response.destroy();
  if (typeof behaviour === "object" && "status" in behaviour) {
    const { status, name = "application_error", message = "simulated", retryAfter } = behaviour;
    return answer(response, status, error(status, name, message), retryAfter === undefined ? {} : { "retry-after": retryAfter });
  }
  if (typeof behaviour === "object" && "slow" in behaviour) await new Promise((later) => setTimeout(later, behaviour.slow));
  const { status, answer: result } = accept();
  if (behaviour === "take_and_hang") return;
  if (behaviour === "take_and_drop" || (typeof behaviour === "object" && "unsaid" in behaviour)) return void response.destroy();
  if (behaviour === "garbage") {
    response.writeHead(200, { "content-type": "application/json" });
    return void response.end("<html>\u0000 not { json");
  }
  answer(response, status, result);
}

const error = (statusCode: number, name: string, message: string) => ({ statusCode, name, message });

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function event(
  type: string,
  mail: Pick<SentMail, "id" | "to" | "subject" | "tags">,
  more: object = {},
  { id = `msg_${randomUUID()}`, at = new Date(), secret = PROVIDER_SECRET }: EventOptions = {},
): SignedEvent {
  const tags = Object.fromEntries((mail.tags ?? []).map(({ name, value }) => [name, value]));
  const data = { email_id: mail.id, to: mail.to, subject: mail.subject, created_at: at.toISOString(), tags, ...more };
  const body = JSON.stringify({ type, created_at: at.toISOString(), data });
  return { body, headers: signed(id, body, secret) };
}

/** The three headers of a signed event. */
export function signed(id: string, body: string, secret = PROVIDER_SECRET, at = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "content-type": "application/json", "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` };
}

if (process.argv[1]?.endsWith("provider.ts")) {
  const provider = await startProvider(Number(process.argv[2] ?? 4402));
  process.stdout.write(`RESEND_BASE_URL=${provider.url}\nRESEND_WEBHOOK_SECRET=${provider.secret}\n`);
}
