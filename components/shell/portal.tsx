import Link from "next/link";
import type { ReactNode } from "react";
import type { Brand } from "@/lib/workspaces";
import { BrandMark } from "./brand-mark";
import { Footer } from "./footer";

interface PortalProps {
  brand: Brand;
  person: { name: string; email: string };
  /** The sign-out form: an action of the page, so that it works without JavaScript. */
  signOut: ReactNode;
  banner?: ReactNode;
  children: ReactNode;
}

/** What members see around their pages. */
export function PortalShell({ brand, person, signOut, banner, children }: PortalProps) {
  return (
    <>
      {banner}
      <div className="flex min-h-dvh flex-col">
        <header className="border-b border-line bg-surface">
          <div className="mx-auto flex h-16 w-full max-w-3xl items-center justify-between gap-4 px-4">
            <Link href="/" className="flex min-w-0 items-center gap-3 rounded-control" prefetch={false}>
              <BrandMark brand={brand} />
              <span className="truncate font-semibold tracking-tight">{brand.name}</span>
            </Link>
            <details className="relative [&[open]>summary]:bg-sunken">
              <summary className="flex h-10 list-none items-center gap-2 rounded-full border border-line pr-3 pl-1 text-sm hover:bg-sunken [&::-webkit-details-marker]:hidden">
                <Initials name={person.name} />
                <span className="max-w-28 truncate">{person.name}</span>
              </summary>
              <div className="absolute right-0 z-10 mt-2 w-64 rounded-card border border-line bg-surface p-2 shadow-pop">
                <p className="truncate px-3 py-2 text-sm text-muted">{person.email}</p>
                <Link href="/account" prefetch={false} className="block rounded-control px-3 py-2.5 text-sm hover:bg-sunken">
                  Your account
                </Link>
                {signOut}
              </div>
            </details>
          </div>
        </header>
        <main className="mx-auto w-full max-w-3xl grow px-4 py-8 sm:py-12">{children}</main>
        <Footer brand={brand} />
      </div>
    </>
  );
}

export function Initials({ name }: { name: string }) {
  const letters = name
    .split(/\s+/)
    .map((part) => [...part][0] ?? "")
    .filter(Boolean);
  return (
    <span aria-hidden className="grid size-8 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent-text">
      {[letters[0], letters.length > 1 ? letters.at(-1) : ""].join("").toUpperCase()}
    </span>
  );
}
