import type { ReactNode } from "react";
import type { Brand } from "@/lib/workspaces";
import { BrandMark } from "./brand-mark";
import { Footer } from "./footer";

type DoorBrand = Pick<Brand, "name" | "tagline" | "logoLight" | "logoDark" | "footerLinks">;

/** The narrow card of everything around signing in. */
export function DoorShell({ brand, children }: { brand: DoorBrand; children: ReactNode }) {
  return (
    <div className="door-ground flex min-h-dvh flex-col">
      <main className="mx-auto flex w-full max-w-[27rem] grow flex-col px-4 pt-[clamp(2rem,11vh,7rem)] pb-6">
        <div className="mb-6 flex flex-col items-center gap-3.5 text-center sm:mb-8">
          <BrandMark brand={brand} size="large" />
          <div className="min-w-0">
            <p className="text-lead font-semibold text-balance">{brand.name}</p>
            {brand.tagline && <p className="text-small text-balance text-muted">{brand.tagline}</p>}
          </div>
        </div>
        <div className="rounded-door border border-line bg-surface px-5 py-6 shadow-door sm:p-8">{children}</div>
      </main>
      <Footer brand={brand} />
    </div>
  );
}

/** What this door is for, and the sentence under it. */
export function DoorTitle({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-6 grid gap-1.5">
      <h1 className="text-title text-balance">{title}</h1>
      {children && <div className="text-body text-pretty text-muted">{children}</div>}
    </div>
  );
}
