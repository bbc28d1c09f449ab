// What DNS has to say about a sender domain, what it says, and what to do about it (SPEC M5).
import { type Answer, texts } from "../plumbing/dns";
import { env } from "../plumbing/env";
import { keyedHashes } from "../plumbing/secrets";

export type RecordKind = "ownership" | "spf" | "dkim" | "dmarc" | "provider";
/** `unknown`: DNS did not answer; nothing is concluded from it. */
export type RecordState = "ok" | "missing" | "different" | "unknown";

export interface SenderRecord {
  kind: RecordKind;
  host: string;
  expected: string;
  found: string[];
  state: RecordState;
  /** What to do, in a sentence; empty when all is well. */
  advice: string;
}

export interface Dkim {
  selector: string;
  /** The value the provider showed; null accepts any key. */
  value: string | null;
}

/** Without these the domain is not used; DMARC is recommended. */
const NEEDED: RecordKind[] = ["ownership", "spf", "dkim", "provider"];
const MAX_SHOWN = 300;

export const isNeeded = ({ kind }: Pick<SenderRecord, "kind">): boolean => NEEDED.includes(kind);

/** The records to copy, before anybody has looked. */
export const recordsFor = (workspaceId: string, domain: string, dkim: Dkim): SenderRecord[] => [
  wanted("ownership", `_foyer.${domain}`, ownershipValues(workspaceId, domain)[0] ?? ""),
  ...publicRecordsFor(domain, dkim),
];

/** Those that any sender needs, whoever owns the domain. */
export const publicRecordsFor = (domain: string, dkim: Dkim): SenderRecord[] => [
  wanted("spf", spfHost(domain), `v=spf1 ${spfMechanism()} ~all`),
  wanted("dkim", `${dkim.selector}._domainkey.${domain}`, dkim.value ?? "the key your mail provider shows for this domain"),
  wanted("dmarc", `_dmarc.${domain}`, "v=DMARC1; p=none;"),
];

const wanted = (kind: RecordKind, host: string, expected: string): SenderRecord => ({ kind, host, expected, found: [], state: "unknown", advice: "" });

/** Looks at all of them at once. */
export async function lookUp(records: SenderRecord[], workspaceId: string, domain: string, dkim: Dkim): Promise<SenderRecord[]> {
  return Promise.all(
    records.map(async (record) => {
      const answer = await texts(record.host);
      if ("unknown" in answer) return { ...record, found: [], state: "unknown" as const, advice: `${answer.unknown} Foyer looks again within the hour.` };
      const judged = await judge(record, answer.found, workspaceId, domain, dkim);
      return { ...record, found: judged.found.map((text) => text.slice(0, MAX_SHOWN)), state: judged.state, advice: judged.advice };
    }),
  );
}

/** Not a record, but as needed: the provider refuses mail for a domain it has not verified itself. */
export const providerSays = (domain: string, sends: boolean | null): SenderRecord[] =>
  sends === false
    ? [
        {
          ...wanted("provider", domain, "verified"),
          found: ["not verified"],
          state: "missing",
          advice: "Your mail provider has not verified this domain yet. It was asked to look again.",
        },
      ]
    : [];

type Judged = Pick<SenderRecord, "found" | "state" | "advice">;
const ok = (found: string[]): Judged => ({ found, state: "ok", advice: "" });
const missing = (found: string[], { host }: SenderRecord): Judged => ({
  found,
  state: "missing",
  advice: `Add a TXT record for ${host} with the value shown.`,
});
const different = (found: string[], advice: string): Judged => ({ found, state: "different", advice });

function judge(record: SenderRecord, found: string[], workspaceId: string, domain: string, dkim: Dkim): Judged | Promise<Judged> {
  switch (record.kind) {
    case "ownership":
      return judgeOwnership(record, found, workspaceId, domain);
    case "spf":
      return judgeSpf(record, found);
    case "dkim":
      return judgeDkim(record, found, dkim);
    case "dmarc":
      return judgeDmarc(record, found, domain);
    case "provider":
      return ok(found);
  }
}

function judgeOwnership(record: SenderRecord, found: string[], workspaceId: string, domain: string): Judged {
  const ours = found.filter((text) => text.startsWith(OWNERSHIP));
  if (ours.some((text) => ownershipValues(workspaceId, domain).includes(text.trim()))) return ok(ours);
  return ours.length ? different(ours, "This value belongs to another workspace or an older setting. Add the value shown beside it.") : missing(found, record);
}

function judgeSpf(record: SenderRecord, found: string[]): Judged {
  const spf = found.filter((text) => /^v=spf1(\s|$)/i.test(text));
  const [only] = spf;
  if (!only) return missing(spf, record);
  if (spf.length > 1) return different(spf, "There are several SPF records, and then none of them counts. Merge them into one.");
  const mechanisms = only.toLowerCase().split(/\s+/).slice(1);
  if (mechanisms.some((m) => m === "+all" || m === "all")) return different(spf, "“all” lets everybody send in your name. Change it to “~all”.");
  const needed = spfMechanism();
  if (!mechanisms.some((m) => m.replace(/^\+/, "") === needed)) return different(spf, `Add “${needed}” to it, in front of “all”.`);
  return ok(spf);
}

function judgeDkim(record: SenderRecord, found: string[], { value }: Dkim): Judged {
  const keys = found.map((text) => keyOf(text)).filter((key) => key !== null);
  if (!keys.length) return missing(found, record);
  if (keys.every((key) => key === "")) return different(found, "The key was withdrawn: its “p=” is empty. Put the value shown there again.");
  const expected = value === null ? null : keyOf(value);
  if (expected && !keys.includes(expected)) return different(found, "The key is another one. Replace it with the value shown; check that it was not cut off.");
  return ok(found);
}

/** The public key of a DKIM record: what stands after "p=", however it is spaced. */
function keyOf(text: string): string | null {
  const tag = text
    .split(";")
    .map((part) => part.trim())
    .find((part) => /^p\s*=/.test(part));
  return tag === undefined ? null : tag.slice(tag.indexOf("=") + 1).replace(/\s+/g, "");
}

async function judgeDmarc(record: SenderRecord, found: string[], domain: string): Promise<Judged> {
  const here = found.filter((text) => /^v=DMARC1\s*(;|$)/i.test(text));
  // A subdomain without one of its own takes that of the organisation above it.
  const dmarc = here.length ? here : await inherited(domain);
  const [only] = dmarc;
  if (!only) return missing(here, record);
  if (dmarc.length > 1) return different(dmarc, "There are several DMARC records, and then none of them counts. Keep one.");
  if (!/;\s*p\s*=\s*(none|quarantine|reject)\s*(;|$)/i.test(only)) return different(dmarc, "It has no policy. Write “p=none” after “v=DMARC1;”.");
  return ok(dmarc);
}

async function inherited(domain: string): Promise<string[]> {
  const labels = domain.split(".");
  for (let i = 1; i <= labels.length - 2 && i <= 4; i++) {
    const answer: Answer = await texts(`_dmarc.${labels.slice(i).join(".")}`);
    const found = "found" in answer ? answer.found.filter((text) => /^v=DMARC1\s*(;|$)/i.test(text)) : [];
    if (found.length) return found;
  }
  return [];
}

const OWNERSHIP = "foyer-sender=";

/** Proves that whoever runs the workspace runs the domain, too: somebody else's verified domain is of no use to them. */
const ownershipValues = (workspaceId: string, domain: string): string[] =>
  keyedHashes("domain", `${workspaceId}\n${domain}`).map((hash) => OWNERSHIP + hash.toString("base64url").slice(0, 32));

/** Resend sends bounces from a subdomain of its own; a mail server of one's own from the domain itself. */
const spfHost = (domain: string): string => (env().transport === "smtp" ? domain : `send.${domain}`);

function spfMechanism(): string {
  const { transport, SMTP_URL } = env();
  return transport === "smtp" && SMTP_URL ? `a:${new URL(SMTP_URL).hostname.toLowerCase()}` : "include:amazonses.com";
}
