import type { ReactNode } from "react";
import type { Brand } from "@/lib/workspaces";
import { BrandMark } from "./brand-mark";
import { Footer } from "./footer";

/** The narrow card of everything around signing in. */
export function DoorShell({ brand, children }: { brand: Brand; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <main className="mx-auto flex w-full max-w-[26rem] grow flex-col px-4 pt-[max(2.5rem,9vh)] pb-8">
        <div className="mb-7 flex flex-col items-center gap-3 text-center">
          <BrandMark brand={brand} size="large" />
          <div>
            <p className="font-semibold tracking-tight">{brand.name}</p>
            {brand.tagline && <p className="text-sm text-muted">{brand.tagline}</p>}
          </div>
        </div>
        <div className="rounded-card border border-line bg-surface p-6 shadow-card sm:p-8">{children}</div>
      </main>
      <Footer brand={brand} />
    </div>
  );
}

export function DoorTitle({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-6 grid gap-1.5">
      <h1 className="text-xl font-semibold tracking-tight text-balance">{title}</h1>
      {children && <div className="text-[0.9375rem] leading-relaxed text-muted">{children}</div>}
    </div>
  );
}
