// One request and the response to it: what every answer gets, and the answers that are given in Next's place.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { SHOWN_TO } from "../../values/shown-to";
import type { Exchange } from "../exchange";
import { contentSecurityPolicy, type HeaderOptions, newNonce, POLICY_OF_DATA, securityHeaders } from "../headers";
import { hasBody, Intake } from "./intake";
import { type PageBrand, page } from "./page";
import { original, type Watcher, watch } from "./responses";
import { pathOf, type Reason, type Refusal } from "./rules";
import { problemDocument, reasonOf } from "./texts";

const RETRY_AFTER_S = 5;
/** An error page does not wait for a logo. */
const BRAND_TIMEOUT_MS = 150;

export interface VisitOptions extends HeaderOptions {
  /** Cookies that slide with a visit (SPEC S2): `Set-Cookie` values for this `Cookie` header. */
  slidingCookies(cookieHeader: string | undefined): string[];
  /** Whose pages this host shows, if that is known and the database is there. */
  brandOf(host: string | undefined): Promise<PageBrand | null>;
}

export class Visit implements Exchange, Watcher {
  readonly id = randomUUID();
  readonly nonce = newNonce();
  readonly startedAt = performance.now();
  /** We answer: whatever else is written to this response goes nowhere. */
  answered = false;
  sending = false;
  /** What the client was told; whoever was not let answer may still change the response's own. */
  status: number | undefined;
  private readonly intake: Intake | undefined;

  constructor(
    readonly req: IncomingMessage,
    readonly res: ServerResponse,
    private readonly options: VisitOptions,
    limits: { maxBytes: number; withinMs: number },
  ) {
    watch(res, this);
    this.url = req.url ?? "";
    this.method = req.method ?? "";
    if (!hasBody(req)) return;
    const intake = new Intake(req, limits, (refusal) => this.answer(refusal));
    this.intake = intake;
    // An answer that came before the whole question: the rest of it must not block the line.
    res.once("finish", () => intake.letGo(() => undefined));
  }

  private ownPolicy: string | undefined;

  get policy(): string {
    this.ownPolicy ??= contentSecurityPolicy(this.nonce, { dev: this.options.dev, trustedTypes: true });
    return this.ownPolicy;
  }

  /** As the client wrote it; Next rewrites the request's. */
  readonly url: string;
  readonly method: string;

  databaseIsDown(): void {
    this.answer({ status: 503, reason: "unavailable", headers: { "retry-after": String(RETRY_AFTER_S) } });
  }

  isUnreadable(): void {
    this.answer({ status: 400, reason: "bad_request" });
  }

  isSomebodyElses(): void {
    this.answer({ status: 409, reason: "stale", headers: { [SHOWN_TO]: "somebody else" } });
  }

  /** The whole response, now; unless one is on its way already. */
  answer(refusal: Refusal): void {
    if (this.answered || this.res.headersSent) return;
    this.answered = true;
    this.send(refusal, null);
  }

  /** Before the first byte leaves; `true`: somebody else's answer is replaced by ours. */
  beforeHead(status: number): boolean {
    if (this.status || this.answered) return this.answered;
    if (status >= 400 && !this.options.dev && this.saysNothing(status)) {
      this.answered = true;
      void this.answerInBrand({ status, reason: reasonOf(status) });
      return true;
    }
    this.dress(status);
    return false;
  }

  /** An answer without words; Next's words for programmers; or its error pages, which are blank without scripts. */
  private saysNothing(status: number): boolean {
    if (this.req.headers.rsc !== undefined || this.req.headers["next-action"] !== undefined) return false;
    const type = String(this.res.getHeader("content-type") ?? "");
    if (type === "" || type.startsWith("text/html")) return true;
    return type.startsWith("text/plain") && (this.method === "POST" || status >= 500);
  }

  private async answerInBrand(refusal: Refusal): Promise<void> {
    const brand = forPrograms(this.req, this.url) ? null : await soon(this.options.brandOf(this.req.headers.host));
    if (!this.res.destroyed) this.send(refusal, brand);
  }

  private send({ status, reason, headers = {} }: Refusal, brand: PageBrand | null): void {
    const { res } = this;
    this.sending = true;
    for (const name of res.getHeaderNames()) if (!KEPT.test(name)) res.removeHeader(name);
    const body = this.body(status, reason, brand);
    for (const [name, value] of Object.entries({ ...headers, "content-type": body.type, "content-length": String(Buffer.byteLength(body.text)) }))
      res.setHeader(name, value);
    this.dress(status);
    original.writeHead.call(res, status);
    this.sending = false;
    // Closing before the client has said everything would cost it our answer.
    original.write.call(res, body.text);
    const finish = () => void original.end.call(res);
    if (this.intake) this.intake.letGo(finish);
    else finish();
  }

  private dress(status: number): void {
    this.status = status;
    const { res } = this;
    for (const { key, value } of securityHeaders(this.options)) if (!res.hasHeader(key)) res.setHeader(key, value);
    res.setHeader("x-request-id", this.id);
    const isPage = String(res.getHeader("content-type") ?? "").startsWith("text/html");
    if (!res.hasHeader("content-security-policy")) res.setHeader("content-security-policy", isPage ? this.policy : POLICY_OF_DATA);
    if (isPage && !/no-store/.test(String(res.getHeader("cache-control")))) res.setHeader("cache-control", "no-store");
    if (status !== 304 && !res.hasHeader("cache-control")) res.setHeader("cache-control", "no-store");
    if (this.method === "GET" && status < 400) this.slideCookies();
  }

  private slideCookies(): void {
    if (/^public/.test(String(this.res.getHeader("cache-control")))) return;
    const sliding = this.options.slidingCookies(this.req.headers.cookie);
    if (!sliding.length) return;
    const set = [this.res.getHeader("set-cookie") ?? []].flat().map(String);
    const own = new Set(set.map(cookieName));
    // What the page itself says of a cookie wins: a sign-out stays one.
    if (!sliding.some((cookie) => own.has(cookieName(cookie)))) this.res.setHeader("set-cookie", [...set, ...sliding]);
  }

  private body(status: number, reason: Reason, brand: PageBrand | null): { type: string; text: string } {
    if (forPrograms(this.req, this.url)) return { type: "application/problem+json; charset=utf-8", text: problemDocument(status, reason, this.id) };
    const next = this.method !== "GET" ? undefined : status >= 500 ? "again" : brand ? startOf(this.url) : undefined;
    return { type: "text/html; charset=utf-8", text: page({ status, reason, requestId: this.id, nonce: this.nonce, brand, next }) };
  }
}

/** null: it failed, or took too long. */
async function soon<T>(work: Promise<T | null>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), BRAND_TIMEOUT_MS);
  });
  const found = await Promise.race([work.catch(() => null), enough]);
  clearTimeout(timer);
  return found;
}

/** What stays when another answer is given: a sign-in that happened has its cookie, whatever went wrong after it (SPEC 12.1). */
const KEPT = /^(?:connection|set-cookie|allow|retry-after|www-authenticate)$/;

const startOf = (url: string) => (url.startsWith("/dashboard/") ? "/dashboard" : "/");

const cookieName = (cookie: string): string => cookie.slice(0, cookie.indexOf("="));

function forPrograms({ headers }: IncomingMessage, url: string): boolean {
  if (pathOf(url).startsWith("/api/")) return true;
  const accept = headers.accept ?? "";
  return accept.includes("json") && !accept.includes("text/html");
}
