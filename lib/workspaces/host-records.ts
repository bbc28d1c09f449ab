// What DNS has to say about a host of a workspace, what it says, and what to do about it (SPEC W1).
import { type Answer, addresses, aliases, texts } from "../plumbing/dns";
import type { RecordState } from "../sender/records";

export interface HostRecord {
  /** Whose it is, and where it leads. */
  kind: "ownership" | "address";
  type: "TXT" | "CNAME";
  host: string;
  expected: string;
  found: string[];
  state: RecordState;
  /** What to do, in a sentence; empty when all is well. */
  advice: string;
}

const OWNERSHIP = "foyer-domain=";
const MAX_SHOWN = 300;

interface Host {
  host: string;
  verifyToken: string;
}

/** The records to copy, before anybody has looked. `target` is where the portal answers already. */
export const hostRecords = ({ host, verifyToken }: Host, target: string): HostRecord[] => [
  { kind: "ownership", type: "TXT", host: `_foyer.${host}`, expected: OWNERSHIP + verifyToken, found: [], state: "unknown", advice: "" },
  { kind: "address", type: "CNAME", host, expected: target, found: [], state: "unknown", advice: "" },
];

export async function lookUpHost(host: Host, target: string): Promise<HostRecord[]> {
  const [ownership, address] = hostRecords(host, target) as [HostRecord, HostRecord];
  const [proof, alias, there, here] = await Promise.all([texts(ownership.host), aliases(host.host), addresses(host.host), addresses(target)]);
  return [
    { ...ownership, ...judgeProof(ownership, proof) },
    { ...address, ...judgeAddress(address, alias, there, here) },
  ];
}

type Judged = Pick<HostRecord, "found" | "state" | "advice">;

const noAnswer = (why: string): Judged => ({ found: [], state: "unknown", advice: `${why} Foyer looks again within the hour.` });

function judgeProof({ host, expected }: HostRecord, answer: Answer): Judged {
  if ("unknown" in answer) return noAnswer(answer.unknown);
  const found = answer.found.filter((text) => text.startsWith(OWNERSHIP)).map((text) => text.slice(0, MAX_SHOWN));
  if (found.some((text) => text.trim() === expected)) return { found, state: "ok", advice: "" };
  if (found.length) return { found, state: "different", advice: "This value belongs to another workspace or an older setting. Add the value shown beside it." };
  return { found, state: "missing", advice: `Add a TXT record for ${host} with the value shown.` };
}

/** An alias is what is asked for; the same addresses by other means (ALIAS, A records) are as good. */
function judgeAddress({ host, expected }: HostRecord, alias: Answer, there: Answer, here: Answer): Judged {
  const targets = "found" in alias ? alias.found : [];
  if (targets.includes(expected)) return { found: targets, state: "ok", advice: "" };
  if ("unknown" in there) return noAnswer(there.unknown);
  const found = targets.length ? targets : there.found;
  if (!found.length)
    return {
      found,
      state: "missing",
      advice: `Add a CNAME record for ${host} with the value shown. Where your provider allows none, at the top of a domain, take an ALIAS or ANAME record.`,
    };
  const ours = "found" in here ? here.found : [];
  if (there.found.some((ip) => ours.includes(ip))) return { found, state: "ok", advice: "" };
  if (!ours.length) return { found, state: "unknown", advice: `Foyer could not find out where ${expected} is, so it can't compare.` };
  return {
    found,
    state: "different",
    advice: "It leads somewhere else. If a proxy of yours stands there and passes visits on, that is fine; if not, change it to the value shown.",
  };
}
