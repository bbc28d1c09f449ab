// Questions to DNS, bounded in time and size: whoever owns a domain decides what comes back.
import { Resolver } from "node:dns/promises";
import { env } from "./env";

const TRY_MS = 2_000;
const TRIES = 2;
const ANSWER_MS = 5_000;
const MAX_RECORDS = 50;
const MAX_TEXT = 4_000;

/** `unknown`: nobody answered in time, or not in a way that means anything; the record may be there. */
export type Answer = { found: string[] } | { unknown: string };

/** TXT records of a name; the parts of one belong together. */
export const texts = (name: string): Promise<Answer> => ask(async (resolver) => (await resolver.resolveTxt(name)).map((parts) => parts.join("")));

/** What a name stands for, by one step of CNAME; without the last dot. */
export const aliases = (name: string): Promise<Answer> =>
  ask(async (resolver) => (await resolver.resolveCname(name)).map((target) => target.toLowerCase().replace(/\.$/, "")));

/** The internet addresses behind a name, old and new kind, wherever its aliases lead. */
export async function addresses(name: string): Promise<Answer> {
  const [four, six] = await Promise.all([ask((resolver) => resolver.resolve4(name)), ask((resolver) => resolver.resolve6(name))]);
  if ("found" in four && "found" in six) return { found: [...four.found, ...six.found] };
  const found = [four, six].flatMap((answer) => ("found" in answer ? answer.found : []));
  return found.length ? { found } : "unknown" in four ? four : six;
}

async function ask(question: (resolver: Resolver) => Promise<string[]>): Promise<Answer> {
  const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
  const { DNS_SERVER } = env();
  if (DNS_SERVER) resolver.setServers([DNS_SERVER]);
  const timer = setTimeout(() => resolver.cancel(), ANSWER_MS);
  try {
    const records = await question(resolver);
    // A record may hold any byte; the database keeps no NUL, and nobody sees the others.
    return { found: records.slice(0, MAX_RECORDS).map((record) => record.slice(0, MAX_TEXT).replace(/\p{Cc}/gu, "\ufffd")) };
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // The name or the record does not exist: that is an answer.
    if (code === "ENODATA" || code === "ENOTFOUND") return { found: [] };
    return { unknown: code === "ETIMEOUT" || code === "ECANCELLED" ? "DNS did not answer in time." : "DNS gave no usable answer." };
  } finally {
    clearTimeout(timer);
  }
}
