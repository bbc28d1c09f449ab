// The one session that PGlite has, shared by many clients: one at a time, from its first message until it is idle again.
import type { PGlite } from "@electric-sql/pglite";
import type { Channel } from "./channel";
import { fatalError, GREETING, isGreeting, SYNC, simpleQuery, statusIn, TERMINATE } from "./messages";

/** Who holds a transaction open and says nothing keeps everybody waiting. */
const MAX_SILENCE_IN_TRANSACTION_MS = 15_000;
const MEND_EVERY_MS = 1_000;

export interface Engine {
  db: PGlite;
  /** PostgreSQL gave up (a PANIC); this instance must not be asked again. */
  isBroken(): boolean;
}

interface SessionOptions {
  engine: Engine;
  /** Opens the data again after a crash; PostgreSQL then recovers what was committed. */
  reopen?(): Promise<Engine>;
  /** While true, only reading is allowed, so that PostgreSQL never has to give up for want of room. */
  mustNotWrite?(): boolean;
  /** For whoever runs this. */
  tell?(problem: string): void;
}

export class Session {
  private engine: Engine | null = null;
  /** How PostgreSQL answers a greeting. Every client gets the same: a greeting that makes no sense would confuse the session for all. */
  private hello = new Uint8Array(0);
  private readonly options: SessionOptions;
  private owner: Channel | null = null;
  private waiting: Channel[] = [];
  private readonly channels = new Set<Channel>();
  /** Statements of clients that went, to be forgotten at the next quiet moment. */
  private leftBehind: string[] = [];
  private scheduled = false;
  private readOnly = false;
  private status: string | null = "I";
  private silence: NodeJS.Timeout | undefined;
  private mending: Promise<void> | null = null;
  private triedAt = 0;

  constructor(options: SessionOptions) {
    this.options = options;
    this.adopt(options.engine);
  }

  submit(channel: Channel): void {
    if (!this.waiting.includes(channel)) this.waiting.push(channel);
    this.schedule();
  }

  /** A client is gone: nothing of an unfinished transaction may stay behind. */
  leave(channel: Channel): void {
    channel.inbox.length = 0;
    this.waiting = this.waiting.filter((other) => other !== channel);
    if (this.channels.delete(channel)) this.leftBehind.push(...channel.statements);
    if (this.owner === channel) this.takeBack();
    this.schedule();
  }

  /** Waits for a crash to be mended, then closes the database. */
  async close(): Promise<void> {
    clearTimeout(this.silence);
    await this.mending;
    const engine = this.engine;
    this.engine = null;
    this.triedAt = Number.POSITIVE_INFINITY;
    for (const channel of [...this.channels]) channel.end(fatalError("57P01", "The process that had the database open has ended."));
    if (engine && !engine.isBroken()) await engine.db.close();
  }

  private adopt(engine: Engine): void {
    this.engine = engine;
    this.readOnly = false;
    this.hello = Uint8Array.from(this.ask(GREETING));
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    // Not a microtask: a busy loop of queries must not starve timers and sockets.
    setImmediate(() => {
      this.scheduled = false;
      this.turn();
    });
  }

  private turn(): void {
    if (!this.engine) this.turnAway();
    const channel = this.owner ?? this.waiting[0];
    if (!channel) return;
    clearTimeout(this.silence);
    if (!this.owner) this.betweenClients();
    this.serve(channel);
    if (!channel.inbox.length) this.waiting = this.waiting.filter((other) => other !== channel);
    if (this.owner && !this.owner.inbox.length) this.watchSilence(this.owner);
    if (this.owner ? this.owner.inbox.length : this.waiting.length) this.schedule();
  }

  /** One client's messages, until the session is idle: then the others have their turn. */
  private serve(channel: Channel): void {
    for (let message = channel.inbox.shift(); message; message = channel.inbox.shift()) {
      if (message[0] === TERMINATE) this.leave(channel);
      else this.answer(channel, message);
      if (this.owner === null) return;
    }
  }

  private answer(channel: Channel, message: Uint8Array): void {
    this.owner = channel;
    this.channels.add(channel);
    const answer = isGreeting(message) ? this.greet() : this.ask(message);
    if (answer.length) channel.reply(answer);
    if (this.engine?.isBroken()) this.crash();
  }

  private greet(): Uint8Array {
    this.owner = null;
    return this.hello;
  }

  private betweenClients(): void {
    for (const name of this.leftBehind.splice(0)) this.ask(simpleQuery(`DEALLOCATE "${name}"`));
    if (!this.channels.size) this.startAfresh();
    const mustNotWrite = this.options.mustNotWrite?.() ?? false;
    if (mustNotWrite === this.readOnly) return;
    this.readOnly = mustNotWrite;
    this.options.tell?.(mustNotWrite ? "The disk is almost full: until there is room the database can only be read." : "There is room on the disk again.");
    this.ask(simpleQuery(`SET default_transaction_read_only = ${mustNotWrite ? "on" : "off"}`));
  }

  /** Nobody is here: settings that somebody made go too. */
  private startAfresh(): void {
    this.ask(simpleQuery("DISCARD ALL"));
    this.readOnly = false;
  }

  private ask(message: Uint8Array): Uint8Array {
    if (!this.engine || this.engine.isBroken()) return new Uint8Array(0);
    const answer = this.engine.db.execProtocolRawSync(new Uint8Array(message));
    this.status = statusIn(answer);
    if (this.status === "I") this.owner = null;
    return answer;
  }

  private takeBack(): void {
    clearTimeout(this.silence);
    if (this.status === null) this.ask(SYNC);
    if (this.status !== "I") this.ask(simpleQuery("ROLLBACK"));
    this.owner = null;
  }

  private watchSilence(channel: Channel): void {
    this.silence = setTimeout(() => {
      if (this.owner === channel) channel.end(fatalError("25P03", "A transaction was left open for too long."));
    }, MAX_SILENCE_IN_TRANSACTION_MS);
    this.silence.unref();
  }

  /** Like a PostgreSQL server whose backend died: everybody is cut off, and what was committed is recovered. */
  private crash(): void {
    this.engine = null;
    this.owner = null;
    this.leftBehind = [];
    this.options.tell?.("The embedded database stopped for want of room or memory; it starts again as soon as it can.");
    for (const channel of [...this.channels]) channel.end(fatalError("57P02", "The database stopped for want of room or memory. It starts again in a moment."));
    this.mend();
  }

  private turnAway(): void {
    this.mend();
    for (const channel of this.waiting) channel.end(fatalError("57P03", "The database is starting again. Please try in a moment."));
  }

  private mend(): void {
    const { reopen } = this.options;
    if (!reopen || this.mending || Date.now() - this.triedAt < MEND_EVERY_MS) return;
    this.triedAt = Date.now();
    this.mending = reopen()
      .then((engine) => {
        this.adopt(engine);
      })
      .catch(() => undefined) // still no room: the next client tries again
      .finally(() => {
        this.mending = null;
      });
  }
}
