import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { PageHeader } from "@/components/ui/page-header";
import { Pages } from "@/components/ui/pages";
import { LAST_PAGE, listContacts } from "@/lib/contacts";
import { isEverybody, parseQuery, queryString } from "@/lib/contacts/filter";
import { requireStaff } from "@/lib/here";
import { listTags } from "@/lib/tags";
import { may } from "@/lib/viewer";
import { AddContact, Columns, Filters } from "./form";
import { ContactTable, shownColumns } from "./list";
import { NobodyFound } from "./nobody";

export const metadata: Metadata = { title: "Contacts" };

const PATH = "/dashboard/contacts";

export default async function Contacts({ searchParams }: PageProps<"/dashboard/contacts">) {
  const { workspace, viewer } = await requireStaff("contacts.read", PATH);
  const typed = await searchParams;
  const query = parseQuery(typed);
  const columns = shownColumns(typed.columns);
  const kept: Record<string, string> = typeof typed.columns === "string" ? { columns: typed.columns } : {};
  const href = (more: Parameters<typeof queryString>[0]) => {
    const text = new URLSearchParams([...new URLSearchParams(queryString({ ...query, from: null, ...more })), ...Object.entries(kept)]).toString();
    return text ? `${PATH}?${text}` : PATH;
  };
  const [listed, tags] = await Promise.all([query && listContacts(viewer, query.filter, query.order, query.from), listTags(viewer)]);
  const page = listed?.ok ? listed : null;
  const everybody = query !== null && isEverybody(query.filter);
  const needsAccess = workspace.policies.portal_login.requiresPortalAccess;
  return (
    <>
      <PageHeader
        title="Contacts"
        hint="Everybody your portal knows, and whether they can get in."
        actions={
          <>
            {may(viewer, "contacts.export") && page && page.contacts.length > 0 && (
              <ButtonLink href={`${PATH}/export?${queryString({ ...query, from: null })}`} download>
                <Icon name="download" />
                Export
              </ButtonLink>
            )}
            {may(viewer, "contacts.import") && (
              <ButtonLink href={`${PATH}/import`}>
                <Icon name="upload" />
                Import
              </ButtonLink>
            )}
            {may(viewer, "contacts.edit") && <AddContact />}
          </>
        }
      />
      <div className="mb-4 grid gap-3">
        <Filters tags={tags} chosen={Object.fromEntries(new URLSearchParams(query ? queryString({ ...query, from: null }) : ""))} kept={kept} />
        {page && page.contacts.length > 0 && (
          <div className="flex items-center justify-between gap-3 text-small text-muted">
            <p aria-live="polite">
              {page.count.exact ? "" : "About "}
              {page.count.count === 1 ? "1 contact" : `${page.count.count.toLocaleString("en")} contacts`}
            </p>
            <Columns shown={columns} query={query ? queryString({ ...query, from: null }) : ""} />
          </div>
        )}
      </div>
      {page && page.contacts.length > 0 ? (
        <>
          <ContactTable {...{ contacts: page.contacts, columns, needsAccess, timeZone: workspace.timeZone, order: query!.order, tags, href }} />
          <Pages
            previous={page.previous && href({ from: page.previous })}
            next={page.next && href({ from: page.next })}
            last={page.next && href({ from: LAST_PAGE })}
            first={page.previous && href({})}
          >
            {page.contacts.length === 1 ? "1 contact" : `${page.contacts.length} contacts`} on this page
          </Pages>
        </>
      ) : page && everybody ? (
        <Card>
          <EmptyState icon="people" title="Nobody here yet">
            Add your first contact: a name and an email address are enough. They can sign in as soon as you invite them.
          </EmptyState>
        </Card>
      ) : (
        <NobodyFound viewer={viewer} search={query?.filter.search ?? ""} outdated={!page} />
      )}
    </>
  );
}
