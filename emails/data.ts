/** What a mail says besides the brand: plain, never a secret. All of it is optional; what is missing is not said. */
export interface MailData {
  /** Whom it greets. */
  name?: string;
  /** How long the link works once the mail is handed over (L15); makes the lifetime sentence. */
  lifetimeMinutes?: number;
  /** The device that asked, or that signed in: "Chrome on Windows". */
  askedFrom?: string;
  /** When, as an ISO time. */
  askedAt?: string;
  /** Where from, as far as it is known. */
  place?: string;
  /** The staff person who sent it (L14). */
  byName?: string;
  /** What that person wrote along. */
  note?: string;
  /** What the link opens: "Kitchen renovation", "Invoice 2026-114". */
  item?: string;
  role?: string;
  oldEmail?: string;
  newEmail?: string;
  /** This domain's mail filter opens links: show the code first. */
  codeFirst?: boolean;
  domain?: string;
  /** `sender_broken`: what is wrong, one line each. */
  problems?: string[];
}
