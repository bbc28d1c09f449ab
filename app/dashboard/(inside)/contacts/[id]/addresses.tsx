import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import type { Contact } from "@/lib/contacts/contact";
import { AddPartner, AddressMenu } from "./address-forms";

const STOPPED = { bounced: "Bounced", complained: "Marked as spam", manual: "Stopped" };

export function Addresses({ contact, edit }: { contact: Contact; edit: boolean }) {
  const { id, name, addresses } = contact;
  return (
    <Card label="Email addresses">
      <CardHeader title="Email addresses" action={edit && addresses.length === 1 && <AddPartner id={id} name={name} />} />
      <ul className="mt-4">
        {addresses.map((address) => (
          <li key={address.id} className="flex items-center gap-2 border-t border-line py-2.5 pr-3 pl-5 text-small sm:pl-6">
            <span className="min-w-0 grow">
              <span className="block truncate font-medium">{address.email}</span>
              <span className="flex flex-wrap gap-1.5 text-caption text-muted">
                {address.kind === "primary" ? "Primary" : "Partner"}
                {address.stopped ? <Badge tone="danger">{STOPPED[address.stopped]}</Badge> : address.verifiedAt && <Badge tone="ok">Verified</Badge>}
              </span>
            </span>
            {edit && <AddressMenu {...{ id, name, address: { id: address.id, kind: address.kind, email: address.email }, both: addresses.length > 1 }} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}
