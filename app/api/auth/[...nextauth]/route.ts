import { NextRequest } from "next/server";
import { handlers } from "@/lib/auth";
import { workspaceByHost } from "@/lib/workspaces";

/** Everything else is closed: asking and redeeming are server actions, and no GET can spend a link (SPEC L4). */
const OPEN = { GET: ["session", "csrf"], POST: ["signout"] };

const CALLBACK_COOKIE = /(?:__Secure-)?authjs\.callback-url=[^;]*;?\s*/g;

function guarded(method: "GET" | "POST") {
  return async (request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }) => {
    const { nextauth } = await context.params;
    const workspace = await workspaceByHost(request.headers.get("host"));
    if (nextauth.length !== 1 || !OPEN[method].includes(nextauth[0] ?? "") || !workspace) return new Response(null, { status: 404 });
    const headers = new Headers(request.headers);
    headers.delete("x-forwarded-host");
    headers.delete("x-forwarded-proto");
    // Where to go on is not asked of a cookie or a query: Auth.js takes one that makes no sense for a fault of its settings.
    headers.set("cookie", (headers.get("cookie") ?? "").replace(CALLBACK_COOKIE, ""));
    const url = new URL(request.nextUrl.pathname, workspace.origin);
    const body = method === "POST" ? await request.text() : undefined;
    const answer = await handlers[method](new NextRequest(url, { method, headers, body }));
    // Its redirects are sealed against another header.
    const response = new Response(answer.body, answer);
    response.headers.set("cache-control", "no-store");
    return response;
  };
}

export const GET = guarded("GET");
export const POST = guarded("POST");
