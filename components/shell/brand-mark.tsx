import { initials } from "@/components/ui/avatar";
import { cn } from "@/components/ui/class-names";
import type { Brand } from "@/lib/workspaces";

const LOGO = { normal: "h-8 max-w-32", large: "h-12 max-w-56" };
const TILE = { normal: "size-8 rounded-control text-sm", large: "size-12 rounded-card text-xl" };

interface BrandMarkProps {
  brand: Pick<Brand, "name" | "logoLight" | "logoDark">;
  size?: keyof typeof LOGO;
}

/** The business's logo, or its initial where there is none. Its name always stands beside it. */
export function BrandMark({ brand: { name, logoLight, logoDark }, size = "normal" }: BrandMarkProps) {
  const light = logoLight ?? logoDark;
  const dark = logoDark ?? logoLight;
  const logo = cn("w-auto shrink-0 object-contain", LOGO[size]);
  if (!light || !dark)
    return (
      <span aria-hidden className={cn("grid shrink-0 place-items-center border border-accent-edge bg-accent font-semibold text-accent-ink", TILE[size])}>
        {initials(name, 1)}
      </span>
    );
  if (light === dark) return <img src={light} alt="" className={logo} />;
  return (
    <>
      <img src={light} alt="" className={cn(logo, "dark:hidden")} />
      <img src={dark} alt="" className={cn(logo, "hidden dark:block")} />
    </>
  );
}
