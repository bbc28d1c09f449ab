// Not a lock (ARCHITECTURE 3): it only gives each page its content policy and lets the session cookie's age slide.
import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "@/lib/plumbing/headers";

export function proxy(request: NextRequest) {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: ["/((?!_next/static|_next/image|.*/letter$).*)"] };
