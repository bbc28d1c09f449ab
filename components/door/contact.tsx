import { buttonStyle } from "@/components/ui/button-style";
import { cn } from "@/components/ui/class-names";
import type { Workspace } from "@/lib/workspaces";

interface ContactProps {
  workspace: Workspace;
  wide?: boolean;
  /** Something else is to be done first. */
  second?: boolean;
}

export const telephone = (phone: string): string => `tel:${phone.replace(/[^+\d]/g, "")}`;

/** How to reach the business. */
export function Contact({ workspace: { support, brand }, wide = true, second = false }: ContactProps) {
  const { email, phone, url } = support;
  if (!email && !phone && !url) return <p className="text-small text-muted">Please reply to any mail you have from {brand.name}.</p>;
  const look = (kind: "primary" | "plain") => buttonStyle({ kind, size: wide ? "large" : "normal" });
  return (
    <div className={cn("grid gap-2", !wide && "sm:flex sm:flex-wrap")}>
      {email && (
        <a href={`mailto:${email}`} className={look(second ? "plain" : "primary")}>
          Write to {brand.name}
        </a>
      )}
      {phone && (
        <a href={telephone(phone)} className={look("plain")}>
          Call {phone}
        </a>
      )}
      {url && (
        <a href={url} rel="noreferrer" className={look("plain")}>
          Open our contact page
        </a>
      )}
    </div>
  );
}
