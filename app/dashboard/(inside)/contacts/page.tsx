import type { Metadata } from "next";
import { BulkStrip } from "@/components/contacts/bulk-strip";
import { people } from "@/components/contacts/bulk-words";
import { Selection, SelectPage } from "@/components/contacts/selection";
import { ButtonLink } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { PageHeader } from "@/components/ui/page-header";
import { Pages } from "@/components/ui/pages";
import { LAST_PAGE, listContacts } from "@/lib/contacts";
import { bulkActsNow } from "@/lib/contacts/bulk";
import { isEverybody, parseQuery, queryString } from "@/lib/contacts/filter";
import { requireStaff } from "@/lib/here";
import { listTags } from "@/lib/tags";
import { may } from "@/lib/viewer";
import { choicesWith } from "./choices";
import { AddContact, Filters } from "./form";
import { ColumnMenu, ContactTable, shownColumns } from "./list";
import { NobodyFound, NobodyYet } from "./nobody";

export const metadata: Metadata = { title: "Contacts" };

const PATH = "/dashboard/contacts";

export default async function Contacts({ searchParams }: PageProps<"/dashboard/contacts">) {
  const { workspace, viewer } = await requireStaff("contacts.read", PATH);
  const typed = await searchParams;
  const query = parseQuery(typed);
  const [listed, tags, acts] = await Promise.all([query && listContacts(viewer, query.filter, query.order, query.from), listTags(viewer), bulkActsNow(viewer)]);
  const page = listed?.ok ? listed : null;
  const columns: Record<string, string> = typeof typed.columns === "string" ? { columns: typed.columns } : {};
  const said = (more: Parameters<typeof queryString>[0] = {}) => queryString({ ...query, from: null, ...more });
  const href = (more = {}, kept = columns) => `${PATH}?${new URLSearchParams([...new URLSearchParams(said(more)), ...Object.entries(kept)])}`;
  const { sort, ...chosen } = Object.fromEntries(new URLSearchParams(query ? said() : ""));
  const edits = may(viewer, "contacts.edit");
  const ids = page?.contacts.map(({ id }) => id).join() ?? "";
  return (
    <>
      <PageHeader
        title="Contacts"
        hint="Everybody your portal knows, and whether they can get in."
        actions={
          <>
            {may(viewer, "contacts.import") && (
              <ButtonLink href={`${PATH}/import`}>
                <Icon name="upload" />
                Import
              </ButtonLink>
            )}
            {edits && <AddContact />}
          </>
        }
      />
      <BulkStrip acts={acts} />
      <Filters
        choices={choicesWith(tags)}
        chosen={chosen}
        kept={{ ...(sort && { sort }), ...columns }}
        companyName={page?.contacts[0]?.company?.name ?? null}
      />
      {page && query && page.contacts.length > 0 ? (
        <div className="group/list">
          <div className="my-3 flex min-h-8 items-center gap-3 pl-4.25 text-small text-muted md:pl-5.25">
            {edits && <SelectPage page={ids} />}
            <p aria-live="polite" className="grow tabular-nums">
              {`${page.count.exact ? "" : "About "}${people(page.count.count)}`}
            </p>
            {may(viewer, "contacts.export") && (
              <ButtonLink href={`${PATH}/export?${said()}`} download size="small">
                <Icon name="download" />
                <span className="max-sm:sr-only">Export</span>
              </ButtonLink>
            )}
            <ColumnMenu shown={shownColumns(typed.columns)} href={(shown) => href({ from: query.from }, { columns: shown })} />
          </div>
          <ContactTable
            {...{ contacts: page.contacts, columns: shownColumns(typed.columns), order: query.order, tags, href, selectable: edits }}
            needsAccess={workspace.policies.portal_login.requiresPortalAccess}
            timeZone={workspace.timeZone}
          />
          {(page.previous || page.next) && (
            <Pages
              previous={page.previous && href({ from: page.previous })}
              next={page.next && href({ from: page.next })}
              last={page.next && href({ from: LAST_PAGE })}
              first={page.previous && href()}
            >
              {people(page.contacts.length)} on this page
            </Pages>
          )}
          {edits && (
            <Selection
              page={ids}
              fields={[...new URLSearchParams(queryString({ filter: query.filter }))]}
              all={page.previous || page.next ? page.count : null}
            />
          )}
        </div>
      ) : page && query && !query.from && isEverybody(query.filter) ? (
        <NobodyYet />
      ) : (
        <NobodyFound viewer={viewer} search={query?.filter.search ?? ""} outdated={!page || Boolean(query?.from)} />
      )}
    </>
  );
}
