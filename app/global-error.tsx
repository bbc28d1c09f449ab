"use client";

import type { ComponentProps } from "react";
import { Fault } from "@/components/shell/fault";
import { inter } from "./fonts/inter";
import "./globals.css";

/** When even the frame around the pages failed: no brand, no accent, the same words. */
export default function GlobalError(props: ComponentProps<typeof Fault>) {
  return (
    <html lang="en" className={inter}>
      <body className="font-sans">
        <title>Something did not work</title>
        <Fault {...props} />
      </body>
    </html>
  );
}
