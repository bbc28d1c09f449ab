// Who tries out links: tokens this deployment never made, counted per network in this process's memory. They cost no query, and
// nobody guesses 250 bits; but whoever goes on gets a short answer instead of a page, so that a flood costs others nothing.
import { networkOf } from "../../values/ip";
import { isOurToken } from "../../values/token";
import type { Refusal } from "./rules";

const MAX_GUESSES = 60;
/** Of all networks: what a flood from many places may cost this process in pages. Only links that nobody ever got are refused. */
const MAX_TOGETHER = 120;
const WINDOW_MS = 60_000;
/** More networks than this at once, and the count begins anew: it must not become the way to fill our memory. */
const MAX_NETWORKS = 20_000;
/** The sealed tokens of other mails are opened without a query too, and a page that finds nothing costs what any page costs. */
const TOKEN_PATH = /^\/magic-login\/([^/?]+)/;

interface Window {
  count: number;
  until: number;
}

export class Guesses {
  private readonly windows = new Map<string, Window>();
  private together: Window = { count: 0, until: 0 };

  /** The token is asked before the count: a real link opens however noisy its network is, since many may share one (SPEC R10). */
  refuse(url: string, ip: string, now = Date.now()): Refusal | null {
    const token = TOKEN_PATH.exec(url)?.[1];
    if (token === undefined || isOurToken(token)) return null;
    const window = this.windowOf(networkOf(ip), now);
    window.count += 1;
    if (window.count > MAX_GUESSES) return tooMany(window, now);
    if (this.together.until <= now) this.together = { count: 0, until: now + WINDOW_MS };
    this.together.count += 1;
    return this.together.count > MAX_TOGETHER ? tooMany(this.together, now) : null;
  }

  private windowOf(network: string, now: number) {
    const known = this.windows.get(network);
    if (known && known.until > now) return known;
    if (this.windows.size >= MAX_NETWORKS) this.windows.clear();
    const window = { count: 0, until: now + WINDOW_MS };
    this.windows.set(network, window);
    return window;
  }
}

const tooMany = ({ until }: Window, now: number): Refusal => ({
  status: 429,
  reason: "limited",
  headers: { "retry-after": String(Math.ceil((until - now) / 1000)) },
});
