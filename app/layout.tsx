import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { faviconOf } from "@/components/shell/favicon";
import { TRUSTED_SCRIPTS } from "@/components/shell/trusted-scripts";
import { workspaceHere } from "@/lib/here";
import { env } from "@/lib/plumbing/env";
import { accentStyle, DEFAULT_ACCENT } from "@/lib/values/colour";
import { PALETTE } from "@/lib/values/palette";
import { inter } from "./fonts/inter";
import "./globals.css";

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: PALETTE.light.canvas },
    { media: "(prefers-color-scheme: dark)", color: PALETTE.dark.canvas },
  ],
};

export const dynamic = "force-dynamic"; // every page carries a nonce of its own

export async function generateMetadata(): Promise<Metadata> {
  const brand = (await workspaceOrNone())?.brand;
  return {
    title: { default: brand?.name ?? "Client portal", template: brand ? `%s · ${brand.name}` : "%s" },
    icons: [{ url: faviconOf(brand ?? NOBODY) }], // else the browser asks for one that is not there
    formatDetection: { telephone: false, email: false, address: false, date: false },
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const workspace = await workspaceOrNone();
  const head = await headers();
  const nonce = head.get("x-nonce") ?? undefined;
  return (
    <html lang={workspace?.locale ?? "en"} className={inter} data-request={head.get("x-request-id") ?? head.get("x-vercel-id") ?? undefined}>
      <head>
        {env().NODE_ENV === "production" && <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: TRUSTED_SCRIPTS }} />}
        {/* Here and not in a page: a page reached without a full load would bring a nonce this document does not know. */}
        <style nonce={nonce}>{workspace && accentStyle(workspace.brand.accent)}</style>
      </head>
      <body className="font-sans">{children}</body>
    </html>
  );
}

const NOBODY = { favicon: null, name: "", accent: DEFAULT_ACCENT };

/** A page without its colours is still a page: what is wrong with the database is said by app/error.tsx, inside this layout. */
const workspaceOrNone = () => workspaceHere().catch(() => null);
