import { securityContact } from "@/lib/security-contact";
import { workspaceByHost } from "@/lib/workspaces";

/** Where to report a weakness (RFC 9116). */
export async function GET(request: Request) {
  const workspace = await workspaceByHost(request.headers.get("host"));
  if (!workspace) return new Response(null, { status: 404 });
  const lines = securityContact(workspace).map(([name, value]) => `${name}: ${value}\n`);
  return new Response(lines.join(""), { headers: { "content-type": "text/plain; charset=utf-8" } });
}
