import { Badge } from "@/components/ui/badge";

interface StatusProps {
  contact: { active: boolean; portalAccess: boolean; bounced: boolean; invitedAt: Date | null; firstSignedInAt: Date | null };
  /** Whether this portal lets in only those who were given access. */
  needsAccess: boolean;
}

/** Can they get in, and did they: in one word (SPEC D4). */
export function ContactStatus({ contact: { active, portalAccess, bounced, invitedAt, firstSignedInAt }, needsAccess }: StatusProps) {
  if (!active) return <Badge tone="neutral">Inactive</Badge>;
  if (bounced) return <Badge tone="danger">Bounced</Badge>;
  if (needsAccess && !portalAccess) return <Badge tone="neutral">No access</Badge>;
  if (!firstSignedInAt && (invitedAt || portalAccess)) return <Badge tone="warn">Invited</Badge>;
  return <Badge tone="ok">Active</Badge>;
}
