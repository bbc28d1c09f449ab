import type { Viewport } from "next";
import type { ReactNode } from "react";
import { Accent } from "@/components/shell/accent";
import { workspaceHere } from "@/lib/here";
import "./globals.css";

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export const dynamic = "force-dynamic"; // every page carries a nonce of its own

export default async function RootLayout({ children }: { children: ReactNode }) {
  const workspace = await workspaceHere();
  return (
    <html lang={workspace?.locale ?? "en"}>
      <head>
        {/* Here and not in a page: a page reached without a full load would bring a nonce this document does not know. */}
        <Accent colour={workspace?.brand.accent ?? "#3454d1"} />
      </head>
      <body className="font-sans antialiased">{children}</body>
    </html>
  );
}
