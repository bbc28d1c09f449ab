// Not a lock (ARCHITECTURE 3): it gives each page its content policy and lets the session cookie's age slide. No query here.
import { type NextRequest, NextResponse } from "next/server";
import { cookieNames, cookieOptions, renewalS } from "@/lib/cookies";
import { env } from "@/lib/plumbing/env";
import { contentSecurityPolicy } from "@/lib/plumbing/headers";
import { cookieLifeS } from "@/lib/sessions/cookie";

export function proxy(request: NextRequest) {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  const policy = contentSecurityPolicy(nonce, env().NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  if (request.method === "GET") renewCookie(request, response);
  return response;
}

/** A server component can't set cookies, so the row slides and the cookie would not: it is renewed here (SPEC S2). */
function renewCookie(request: NextRequest, response: NextResponse) {
  const { secureCookies } = env();
  const names = cookieNames(secureCookies);
  const session = request.cookies.get(names.session)?.value;
  const lifeS = session ? cookieLifeS(session) : null;
  if (!session || !lifeS || request.cookies.has(names.seen)) return;
  response.cookies.set(names.session, session, cookieOptions(secureCookies, lifeS));
  response.cookies.set(names.seen, "1", cookieOptions(secureCookies, renewalS(lifeS)));
}

export const config = { matcher: ["/((?!_next/static|_next/image|.*/letter$).*)"] };
