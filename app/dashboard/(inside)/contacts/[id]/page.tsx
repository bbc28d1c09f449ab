import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActivityList } from "@/components/activity/list";
import { ContactStatus } from "@/components/contacts/status";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Pages } from "@/components/ui/pages";
import { Time } from "@/components/ui/time";
import { contactOf } from "@/lib/contacts/contact";
import { timelineOf } from "@/lib/contacts/timeline";
import { listFields } from "@/lib/fields";
import { requireStaff } from "@/lib/here";
import { contactDevices } from "@/lib/sessions";
import { parseId } from "@/lib/values/id";
import { may } from "@/lib/viewer";
import { Addresses } from "./addresses";
import { ContactMenu } from "./contact-menu";
import { Details } from "./details";
import { Devices } from "./devices";
import { SendLink } from "./form";

export const metadata: Metadata = { title: "Contact" };

export default async function ContactPage({ params, searchParams }: PageProps<"/dashboard/contacts/[id]">) {
  const id = parseId((await params).id);
  const { workspace, viewer } = await requireStaff("contacts.read", `/dashboard/contacts/${id ?? ""}`);
  const contact = await contactOf(viewer, id);
  if (!contact) notFound();
  const { older, newer } = await searchParams;
  const [fields, devices, timeline] = await Promise.all([
    listFields(viewer),
    contactDevices(viewer, contact.id),
    timelineOf(viewer, contact.id, { older, newer }),
  ]);
  const here = `/dashboard/contacts/${contact.id}`;
  const needsAccess = workspace.policies.portal_login.requiresPortalAccess;
  const stopped = contact.addresses.find((address) => address.stopped);
  const rights = {
    edit: may(viewer, "contacts.edit"),
    remove: may(viewer, "contacts.delete"),
    send: may(viewer, "links.send"),
    revoke: may(viewer, "sessions.revoke"),
    preview: may(viewer, "contacts.preview"),
  };
  return (
    <>
      <PageHeader
        back={{ href: "/dashboard/contacts", label: "Contacts" }}
        title={<bdi>{contact.name}</bdi>}
        beside={
          <span className="flex items-center gap-2">
            <ContactStatus contact={contact} needsAccess={needsAccess} />
            <ContactMenu
              {...{
                id: contact.id,
                name: contact.name,
                active: contact.active,
                portalAccess: contact.portalAccess,
                needsAccess,
                addresses: contact.addresses,
                timeZone: workspace.timeZone,
                rights,
              }}
            />
          </span>
        }
        hint={
          <>
            {contact.addresses[0]?.email} ·{" "}
            {contact.lastSeenAt ? (
              <>
                here <Time at={contact.lastSeenAt} timeZone={workspace.timeZone} />
              </>
            ) : (
              "never signed in"
            )}
          </>
        }
        actions={
          <>
            <ButtonLink href={`/dashboard/doctor?about=${encodeURIComponent(contact.addresses[0]?.email ?? "")}`}>Why no link?</ButtonLink>
            {rights.send && <SendLink id={contact.id} name={contact.name} addresses={contact.addresses} />}
          </>
        }
      />
      {stopped && (
        <Notice
          tone="warn"
          className="mb-6"
          title={`Mail to ${stopped.email} is stopped`}
          action={
            <ButtonLink size="small" href={`/dashboard/doctor?about=${encodeURIComponent(stopped.email)}`}>
              Look into it
            </ButtonLink>
          }
        >
          {stopped.stopped === "complained" ? "A mail was marked as spam." : "A mail came back."} Links are not sent there until somebody allows it again.
        </Notice>
      )}
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
        <div className="grid gap-6 xl:order-2">
          <Addresses contact={contact} edit={rights.edit} />
          <Devices id={contact.id} name={contact.name} list={devices} revoke={rights.revoke} timeZone={workspace.timeZone} />
          <Card label="About">
            <CardHeader title="About" />
            <CardBody>
              <Details fields={fields} contact={contact} edit={rights.edit} />
            </CardBody>
          </Card>
        </div>
        <section aria-label="Timeline" className="min-w-0 xl:order-1">
          {timeline.entries.length ? (
            <>
              <ActivityList entries={timeline.entries} timeZone={workspace.timeZone} />
              <Pages previous={timeline.newer && `${here}?newer=${timeline.newer}`} next={timeline.older && `${here}?older=${timeline.older}`} />
            </>
          ) : (
            <Card>
              <EmptyState icon="activity" title="Nothing has happened yet">
                What {contact.name} does, and what you do for them, stands here.
              </EmptyState>
            </Card>
          )}
        </section>
      </div>
    </>
  );
}
