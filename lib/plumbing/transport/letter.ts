// A letter as it is handed to whoever carries it, and what can come of that.

export interface Letter {
  /** Our id of the mail; comes back in the provider's events. */
  mailId: string;
  workspaceId: string;
  /** The same on every try of this mail, so that a provider takes it once (M2). */
  key: string;
  template: string;
  from: string;
  to: string;
  replyTo: string | null;
  subject: string;
  html: string;
  text: string;
  links: string[];
  code: string | null;
}

export type Outcome =
  /** Taken over; the id is the provider's. `before`: not this time, but in an earlier try. */
  | { kind: "sent"; providerId: string | null; before?: boolean }
  /** Not taken, or nobody knows but asking again is harmless. `pauseMs`: leave the provider alone for so long. `badSender`: it does not know the domain the mail comes from. */
  | { kind: "later"; problem: string; waitMs?: number; pauseMs?: number; badSender?: boolean }
  /** Refused for good. */
  | { kind: "never"; problem: string }
  /** Perhaps taken, and asking again could send it twice. */
  | { kind: "uncertain"; problem: string };

export interface Transport {
  name: "resend" | "smtp" | "outbox";
  /** The same letter may be handed over again without being sent twice. */
  idempotent: boolean;
  /** Calls a second, shared by all processes; null where nobody counts. */
  callsPerSecond: number | null;
  /** Letters of one lane handed over side by side. */
  parallel: number;
  send(letter: Letter): Promise<Outcome>;
  /** Whether it would take our mail right now; said once, when a process starts. */
  check(): Promise<Verdict>;
  /** Up to MAX_BATCH letters in one call, under one key; an outcome for each, in their order. */
  sendBatch?(letters: Letter[], key: string): Promise<Outcome[]>;
  /** Takes an address off the provider's own list of those it does not write to. */
  allowAgain?(address: string): Promise<boolean>;
  /** Makes a sender domain known to the provider; gives the key it signs with. */
  registerDomain?(domain: string): Promise<{ selector: string; value: string } | null>;
  /** Whether the provider sends for this domain; asks it to look at the records where it does not yet. null: it can't be asked. */
  sendsFor?(domain: string): Promise<boolean | null>;
}

export interface Verdict {
  ok: boolean;
  /** In words an operator can act on. */
  says: string;
}

export const MAX_BATCH = 100;

/** One call may take this long; a provider that hangs must not hold the outbox. */
export const CALL_TIMEOUT_MS = 8_000;
