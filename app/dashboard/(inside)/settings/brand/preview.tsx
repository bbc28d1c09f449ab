"use client";

import { useEffect, useRef } from "react";
import { BrandMark } from "@/components/shell/brand-mark";
import { buttonStyle } from "@/components/ui/button-style";
import { inputStyle } from "@/components/ui/field";
import { accentColours } from "@/lib/values/colour";
import type { Mode } from "@/lib/values/palette";
import type { Brand } from "@/lib/workspaces";

/** The front door, made of the same parts, in the colours that are being tried. Only to be looked at. */
export function DoorPreview({ mode, brand }: { mode: Mode; brand: Brand }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Through the object model: the content policy takes no style attributes from markup.
    for (const [name, value] of Object.entries(accentColours(brand.accent, mode))) box.current?.style.setProperty(`--${name}`, value);
  }, [brand.accent, mode]);
  return (
    <figure aria-label={`The sign-in page on a ${mode} screen`} className="min-w-0">
      <div ref={box} data-theme={mode} inert className="door-ground overflow-hidden rounded-card border border-line bg-canvas px-4 py-8 text-ink">
        <div className="mb-5 flex flex-col items-center gap-3 text-center">
          <BrandMark brand={brand} size="large" />
          <div className="min-w-0 max-w-full">
            <p className="text-lead font-semibold break-words">{brand.name}</p>
            {brand.tagline && <p className="text-small break-words text-muted">{brand.tagline}</p>}
          </div>
        </div>
        <div className="rounded-door border border-line bg-surface p-5 shadow-door">
          <p className="text-heading">Sign in to {brand.name}</p>
          <p className="mt-1 text-small text-muted">No password needed: we email you a link that signs you in.</p>
          <span className={`${inputStyle} mt-4 flex h-10 items-center px-3 text-small text-muted`}>you@example.com</span>
          <span className={buttonStyle({ kind: "primary", wide: true, className: "mt-3" })}>Email me a link</span>
          <p className="mt-4 text-small font-medium text-accent-text">Use another address</p>
        </div>
        {brand.footerLinks.length > 0 && (
          <p className="mt-5 flex flex-wrap justify-center gap-x-4 text-small text-muted">
            {brand.footerLinks.map(({ label }) => (
              <span key={label}>{label}</span>
            ))}
          </p>
        )}
      </div>
    </figure>
  );
}
