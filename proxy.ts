// Where no server of our own stands before Next (Vercel), this is the front door: the same rules, the content policy, the session
// cookie's age. Not a lock (ARCHITECTURE 3): pages, actions and handlers ask for their viewer themselves. No query here.
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/plumbing/env";
import { page } from "@/lib/plumbing/front-door/page";
import { refusal } from "@/lib/plumbing/front-door/rules";
import { contentSecurityPolicy, newNonce, securityHeaders } from "@/lib/plumbing/headers";
import { slidingCookies } from "@/lib/sessions/slide";

export function proxy(request: NextRequest) {
  const { VERCEL, secureCookies, NODE_ENV } = env();
  const dev = NODE_ENV === "development";
  const nonce = newNonce();
  const policy = contentSecurityPolicy(nonce, { dev, trustedTypes: false });
  // Came in before the front door was there: the process is just starting.
  const refused = VERCEL
    ? rulesFor(request, secureCookies ? "https" : "http", dev)
    : { status: 503, reason: "unavailable" as const, headers: { "retry-after": "1" } };
  const always = { ...Object.fromEntries(securityHeaders({ https: secureCookies }).map(({ key, value }) => [key, value])), "content-security-policy": policy };
  if (refused) {
    const headers = { ...refused.headers, ...always, "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
    return new NextResponse(page({ ...refused, requestId: request.headers.get("x-vercel-id") ?? "-", nonce }), { status: refused.status, headers });
  }
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(always)) response.headers.set(name, value);
  if (request.method === "GET")
    for (const cookie of slidingCookies(request.headers.get("cookie") ?? undefined, secureCookies)) response.headers.append("set-cookie", cookie);
  return response;
}

function rulesFor(request: NextRequest, scheme: string, dev: boolean) {
  const { pathname, search } = request.nextUrl;
  const host = request.headers.get("host") ?? "";
  return refusal({ method: request.method, url: pathname + search, host, scheme, header: (name) => request.headers.get(name) ?? undefined, dev });
}

// `missing`: what came through the front door needs nothing from here, and a page without a proxy costs a third less.
export const config = {
  matcher: [{ source: "/((?!_next/static|_next/image|.*/letter$).*)", missing: [{ type: "header", key: "x-foyer-door" }] }],
};
