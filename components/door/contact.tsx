import { buttonStyle } from "@/components/ui/button";
import type { Workspace } from "@/lib/workspaces";

/** How to reach the business. */
export function Contact({ workspace: { support, brand } }: { workspace: Workspace }) {
  const { email, phone, url } = support;
  if (!email && !phone && !url) return <p className="text-sm text-muted">Please reply to any mail you have from {brand.name}.</p>;
  return (
    <div className="grid gap-2">
      {email && (
        <a href={`mailto:${email}`} className={buttonStyle({ kind: "primary", size: "large", wide: true })}>
          Write to {brand.name}
        </a>
      )}
      {phone && (
        <a href={`tel:${phone.replace(/[^+\d]/g, "")}`} className={buttonStyle({ kind: "plain", size: "large", wide: true })}>
          Call {phone}
        </a>
      )}
      {url && (
        <a href={url} rel="noreferrer" className={buttonStyle({ kind: "plain", size: "large", wide: true })}>
          Open our contact page
        </a>
      )}
    </div>
  );
}
