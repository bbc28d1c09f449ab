// Every response of this process that somebody watches, whoever writes it and however.
import { type OutgoingHttpHeader, ServerResponse } from "node:http";

/** Who decides about a response. */
export interface Watcher {
  /** We answer: whatever else is written to this response goes nowhere. */
  answered: boolean;
  /** These headers are ours. */
  sending: boolean;
  /** Before the first byte leaves; `true`: we answer in its place. */
  beforeHead(status: number): boolean;
}

const WATCHER = Symbol.for("foyer.watcher");
type Watched = ServerResponse & { [WATCHER]?: Watcher };

export function watch(res: ServerResponse, watcher: Watcher): void {
  (res as Watched)[WATCHER] = watcher;
}

type Method<T> = (this: ServerResponse, ...args: unknown[]) => T;
const { writeHead, write, end, flushHeaders, setHeader, appendHeader, removeHeader } = ServerResponse.prototype;

/** As Node made them. */
export const original = { writeHead: writeHead as Method<ServerResponse>, write: write as Method<boolean>, end: end as Method<ServerResponse> };

const watcherOf = (res: ServerResponse) => (res as Watched)[WATCHER];

/** Somebody else's words about a response that we answer. */
const isTaken = (res: ServerResponse): boolean => watcherOf(res)?.answered === true && !watcherOf(res)?.sending;

function isOurs(res: ServerResponse): boolean {
  const watcher = watcherOf(res);
  return watcher !== undefined && (watcher.answered || (!res.headersSent && watcher.beforeHead(res.statusCode)));
}

/** Once per process. */
export function watchResponses(): void {
  Object.assign(ServerResponse.prototype, {
    writeHead(this: ServerResponse, status: number, ...rest: unknown[]) {
      const watcher = watcherOf(this);
      if (!watcher) return original.writeHead.call(this, status, ...rest);
      if (watcher.answered) return this;
      const reason = typeof rest[0] === "string" ? [rest.shift()] : [];
      setAll(this, rest[0]);
      return watcher.beforeHead(status) ? this : original.writeHead.call(this, status, ...reason);
    },
    write(this: ServerResponse, ...args: unknown[]) {
      return isOurs(this) ? done(args, true) : original.write.apply(this, args);
    },
    end(this: ServerResponse, ...args: unknown[]) {
      return isOurs(this) ? done(args, this) : original.end.apply(this, args);
    },
    flushHeaders(this: ServerResponse) {
      if (!isOurs(this)) flushHeaders.call(this);
    },
    setHeader(this: ServerResponse, name: string, value: OutgoingHttpHeader) {
      return isTaken(this) ? this : setHeader.call(this, name, value as string);
    },
    appendHeader(this: ServerResponse, name: string, value: string | string[]) {
      return isTaken(this) ? this : appendHeader.call(this, name, value);
    },
    removeHeader(this: ServerResponse, name: string) {
      if (!isTaken(this)) removeHeader.call(this, name);
    },
  });
}

function setAll(res: ServerResponse, headers: unknown): void {
  if (Array.isArray(headers)) for (let i = 0; i + 1 < headers.length; i += 2) res.setHeader(String(headers[i]), headers[i + 1] as string);
  else if (headers && typeof headers === "object")
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) res.setHeader(name, value as string);
}

/** Whoever waits for a write to be done is told that it is. */
function done<T>(args: unknown[], result: T): T {
  const last = args.at(-1);
  if (typeof last === "function") process.nextTick(last as () => void);
  return result;
}
