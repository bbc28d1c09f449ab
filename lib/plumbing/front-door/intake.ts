// The body of a request: how much of it may come and in what time, and what becomes of the rest once the answer is given.
import type { IncomingMessage } from "node:http";
import type { Refusal } from "./rules";

/** The rest of a body whose answer is given is still taken off the wire for so long, so that the client gets to read it. */
const LINGER_MS = 3_000;

interface IntakeLimits {
  maxBytes: number;
  withinMs: number;
}

/** A body is announced; what is not announced can't come. */
export const hasBody = ({ headers }: IncomingMessage): boolean => headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

export class Intake {
  private bytes = 0;
  private isWhole = false;
  private isOver = false;
  private readonly timer: NodeJS.Timeout;
  private done: (() => void) | undefined;

  constructor(
    private readonly req: IncomingMessage,
    { maxBytes, withinMs }: IntakeLimits,
    refuse: (refusal: Refusal) => void,
  ) {
    const push = req.push;
    req.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
      if (chunk === null) this.end();
      // Whoever reads must not take the part for the whole: after the end of patience nothing comes, not even an end.
      if (this.isOver) return true;
      this.bytes += chunk?.length ?? 0;
      if (this.bytes <= maxBytes) return push.call(req, chunk, encoding);
      refuse({ status: 413, reason: "too_large" });
      return true;
    };
    this.timer = setTimeout(() => refuse({ status: 408, reason: "too_slow" }), withinMs);
    req.once("close", () => clearTimeout(this.timer));
  }

  /** The answer is given. `done` is called when the rest has come, or nobody waits for it any longer. */
  letGo(done: () => void): void {
    if (this.isOver) return;
    if (this.isWhole || this.req.complete) {
      done();
      return;
    }
    this.isOver = true;
    this.done = done;
    clearTimeout(this.timer);
    const { socket } = this.req;
    const enough = setTimeout(() => {
      this.end();
      socket.destroySoon();
    }, LINGER_MS);
    socket.once("close", () => {
      clearTimeout(enough);
      this.end();
    });
    this.breakOff();
    socket.resume();
  }

  private end(): void {
    this.isWhole = true;
    clearTimeout(this.timer);
    this.done?.();
    this.done = undefined;
  }

  /** Whoever is reading hears of it at once; the line itself stays, for the answer. */
  private breakOff(): void {
    const { req } = this;
    req._destroy = (error, done) => done(req.listenerCount("error") > 0 ? error : null);
    req.destroy(new Error("The rest of the body was not taken: the answer had been given."));
  }
}
