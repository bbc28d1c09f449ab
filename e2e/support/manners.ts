// What every answer of the product keeps to, whatever was asked and by whom (CHECKS H01, H03, H07, H10, H13; SPEC 12.4).
import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./request";

type Rule = [name: string, value: RegExp | null];

const ALWAYS: Rule[] = [
  ["x-content-type-options", /^nosniff$/],
  ["referrer-policy", /^strict-origin$/],
  ["cross-origin-opener-policy", /^same-origin$/],
  ["cross-origin-resource-policy", /^same-origin$/],
  ["permissions-policy", /camera=\(\)/],
  ["x-robots-tag", /noindex/],
  ["x-request-id", /^[0-9a-f-]{36}$/],
  ["content-security-policy", /frame-ancestors '(?:none|self)'/],
  ["x-powered-by", null],
  ["server", null],
  ["access-control-allow-origin", null],
  ["access-control-allow-credentials", null],
  ["x-nonce", null],
  ["x-foyer-door", null],
  ["x-nextjs-cache", null],
  // Over http browsers ignore it, and on localhost it would lock a developer out.
  ["strict-transport-security", null],
];
const PERSONAL: Rule[] = [["cache-control", /^(?!.*(?:public|s-maxage)).*no-store/]];
const POLICY = ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "connect-src 'self'"];
/** A mail in a frame of our own page: it may do nothing at all. */
const LETTER = ["default-src 'none'", "frame-ancestors 'self'", "sandbox allow-popups allow-popups-to-escape-sandbox"];

export const nonceOf = ({ headers }: Pick<Answer, "headers">) => /'nonce-([^']+)'/.exec(String(headers["content-security-policy"]))?.[1] ?? "";

/** Data, a file, a way elsewhere. */
const DATA = ["default-src 'none'", "frame-ancestors 'none'"];

/** What is wrong with this answer, in words; nothing, for a good one. `kept`: a file of the build, which caches may keep. */
export function faultsOf(answer: Answer, { kept = false } = {}): string[] {
  const letter = String(answer.headers["content-security-policy"]).includes("sandbox");
  const page = !letter && String(answer.headers["content-type"]).startsWith("text/html");
  const rules: Rule[] = [...ALWAYS, ["x-frame-options", letter ? /^SAMEORIGIN$/ : /^DENY$/], ...(kept ? [] : PERSONAL)];
  return [
    ...rules.flatMap(([name, value]) => unlike(answer.headers, name, value)),
    ...(page ? [...policyFaults(answer), ...markupFaults(answer)] : missing(answer, letter ? LETTER : DATA)),
    ...cookieFaults(answer.headers["set-cookie"] ?? []),
    ...locationFaults(answer.headers),
  ];
}

function unlike(headers: IncomingHttpHeaders, name: string, value: RegExp | null): string[] {
  const said = headers[name];
  if (value === null) return said === undefined ? [] : [`${name} is there: ${said}`];
  return said !== undefined && value.test(String(said)) ? [] : [`${name}: ${said}`];
}

const missing = ({ headers }: Answer, parts: string[]) =>
  parts.filter((part) => !String(headers["content-security-policy"]).includes(part)).map((part) => `the policy lacks ${part}`);

function policyFaults(answer: Answer): string[] {
  const nonce = nonceOf(answer);
  const policy = String(answer.headers["content-security-policy"]);
  const faults = missing(answer, [...POLICY, `script-src 'nonce-${nonce}' 'strict-dynamic';`]);
  if (Buffer.from(nonce, "base64").length < 16) faults.push(`the nonce is short: ${nonce}`);
  if (/unsafe|https?:|\*/.test(policy)) faults.push(`the policy is open: ${policy}`);
  return faults;
}

const cookieFaults = (set: string[]) =>
  set.flatMap((cookie) =>
    [/;\s*HttpOnly/i, /;\s*SameSite=(?:Lax|Strict)/i, /;\s*Path=\//i]
      .filter((part) => !part.test(cookie))
      .map((part) => `cookie ${cookie.split("=")[0]} lacks ${part.source}`)
      .concat(/;\s*Domain=/i.test(cookie) ? [`cookie ${cookie.split("=")[0]} has a domain`] : []),
  );

/** Never to another site, and never with a secret of a link in it. */
function locationFaults(headers: IncomingHttpHeaders): string[] {
  const to = String(headers.location ?? headers["x-action-redirect"] ?? "");
  return /^(?:$|\/(?!\/)|http:\/\/(?:[\w-]+\.)?localhost:)/.test(to) ? [] : [`it sends elsewhere: ${to}`];
}

function markupFaults(answer: Answer): string[] {
  const nonce = `nonce="${nonceOf(answer)}"`;
  const tags = [...answer.body.matchAll(/<(?:script|style)\b[^>]*>/g)].map(([tag]) => tag);
  const markup = answer.body.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, "");
  return [
    ...tags.filter((tag) => !tag.includes(nonce)).map((tag) => `without the nonce: ${tag}`),
    ...[...markup.matchAll(/<[^>]+\s(?:style|on\w+)="[^"]*"/g)].map(([tag]) => `inline: ${tag.slice(0, 200)}`),
    ...[...markup.matchAll(/\s(?:src|srcset|action|formaction|poster)="(?:https?:)?\/\/[^"]*"/g)]
      .filter(([part]) => !/="http:\/\/[\w.-]*localhost:/.test(part))
      .map(([part]) => `from elsewhere: ${part}`),
  ];
}
