import type { Brand } from "@/lib/workspaces";

export function Footer({ brand }: { brand: Brand }) {
  if (!brand.footerLinks.length) return null;
  return (
    <footer className="flex flex-wrap justify-center gap-x-5 gap-y-1 px-4 py-6 text-sm text-muted">
      {brand.footerLinks.map((link) => (
        <a key={link.url} href={link.url} rel="noreferrer" className="underline-offset-4 hover:underline">
          {link.label}
        </a>
      ))}
    </footer>
  );
}
