import { cn } from "@/components/ui/class-names";
import type { Brand } from "@/lib/workspaces";

/** The business's logo, or its initial where there is none. */
export function BrandMark({ brand, size = "normal" }: { brand: Brand; size?: "normal" | "large" }) {
  const box = size === "large" ? "size-12" : "size-8";
  const { logoLight, logoDark, name } = brand;
  if (!logoLight && !logoDark) {
    return (
      <span aria-hidden className={cn(box, "grid place-items-center rounded-control bg-accent font-semibold text-accent-ink", size === "large" && "text-xl")}>
        {name.trim().slice(0, 1).toUpperCase() || "·"}
      </span>
    );
  }
  return (
    <picture aria-hidden>
      {logoDark && <source srcSet={logoDark} media="(prefers-color-scheme: dark)" />}
      <img src={logoLight ?? logoDark ?? ""} alt="" className={box} />
    </picture>
  );
}
