import type { Brand } from "@/lib/workspaces";

export function Footer({ brand }: { brand: Pick<Brand, "footerLinks"> }) {
  if (!brand.footerLinks.length) return null;
  return (
    <footer className="flex flex-wrap justify-center gap-x-6 gap-y-2 px-4 py-8 text-small text-muted">
      {brand.footerLinks.map((link) => (
        <a key={link.url} href={link.url} rel="noreferrer" className="underline-offset-4 hover:text-ink hover:underline">
          {link.label}
        </a>
      ))}
    </footer>
  );
}
