// A client's line to the session: bytes in, whole messages on; in memory for this process, over a socket for others.
import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { asksForEncryption, asksToCancel, fatalError, firstMessage, isGreeting, NO_ENCRYPTION, withOwnNames } from "./messages";
import type { Session } from "./session";

interface Line {
  write(bytes: Uint8Array): void;
  /** Nothing more will come. */
  end(): void;
}

let made = 0;

export class Channel {
  readonly inbox: Uint8Array[] = [];
  /** The statements it has prepared, under the names the session knows them by. */
  readonly statements = new Set<string>();
  private readonly prefix = `c${++made}_`;
  private bytes: Buffer = Buffer.alloc(0);
  private greeted = false;

  constructor(
    private readonly session: Session,
    private readonly line: Line,
  ) {}

  receive(chunk: Buffer): void {
    this.bytes = this.bytes.length ? Buffer.concat([this.bytes, chunk]) : chunk;
    try {
      for (let message = this.next(); message; message = this.next()) this.take(message);
      if (this.inbox.length) this.session.submit(this);
    } catch {
      this.end(fatalError("08P01", "This was not understood."));
    }
  }

  reply(bytes: Uint8Array): void {
    this.line.write(bytes);
  }

  /** Says why, and cuts the line. */
  end(reason: Uint8Array): void {
    this.line.write(reason);
    this.close();
    this.line.end();
  }

  close(): void {
    this.session.leave(this);
  }

  private next(): Buffer | null {
    const message = firstMessage(this.bytes, !this.greeted);
    if (message) this.bytes = this.bytes.subarray(message.length);
    return message;
  }

  private take(message: Buffer): void {
    if (this.greeted) this.inbox.push(withOwnNames(message, this.prefix, this.statements));
    else if (asksForEncryption(message)) this.reply(NO_ENCRYPTION);
    else if (isGreeting(message)) {
      this.greeted = true;
      this.inbox.push(message);
    } else if (!asksToCancel(message)) throw new RangeError("not a greeting of PostgreSQL's protocol");
  }
}

/** What pg's connection needs of a socket, without one. */
export class MemoryStream extends Duplex {
  private readonly channel: Channel;

  constructor(session: Session) {
    super({ allowHalfOpen: false });
    this.channel = new Channel(session, { write: (bytes) => this.push(Buffer.from(bytes)), end: () => this.push(null) });
  }

  connect() {
    setImmediate(() => this.emit("connect"));
    return this;
  }
  setNoDelay() {
    return this;
  }
  setKeepAlive() {
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }

  override _read() {}
  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.channel.receive(chunk);
    done();
  }
  override _final(done: () => void) {
    this.push(null);
    done();
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    this.channel.close();
    done(error);
  }
}

/** A socket to the process that has the data open, whatever address pg thinks it connects to. */
export class OwnersSocket extends Socket {
  constructor(private readonly at: string) {
    super();
  }
  override connect(): this {
    return super.connect(this.at);
  }
}

/** Another process has called. */
export function serveSocket(session: Session, socket: Socket): void {
  const channel = new Channel(session, { write: (bytes) => socket.write(bytes), end: () => socket.end() });
  socket.on("data", (chunk: Buffer) => channel.receive(chunk));
  socket.on("error", () => undefined);
  socket.on("close", () => channel.close());
  socket.resume();
}
