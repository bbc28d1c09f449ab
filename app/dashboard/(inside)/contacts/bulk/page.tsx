import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { titleOf, WORDS } from "@/components/contacts/bulk-words";
import { ButtonLink } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RowLink, Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { countContactsExactly, listContacts } from "@/lib/contacts";
import { listBulkActs } from "@/lib/contacts/bulk";
import { type BulkAct, isBulkAct } from "@/lib/contacts/bulk/acts";
import { type Filter, parseSelection, queryString, selectionFields, usualOrder } from "@/lib/contacts/filter";
import { requireStaff } from "@/lib/here";
import { listTags } from "@/lib/tags";
import type { Staff } from "@/lib/viewer";
import { Begin } from "./form";

export const metadata: Metadata = { title: "Many contacts at once" };

const LIST = "/dashboard/contacts";
const NAMED = 5;

/** Says how many it will touch, and what it means for them, before anything begins (SPEC D2). Without an act: what was done. */
export default async function Bulk({ searchParams }: PageProps<"/dashboard/contacts/bulk">) {
  const { workspace, viewer } = await requireStaff("contacts.edit", LIST);
  const typed = await searchParams;
  if (typed.act === undefined) return <Done viewer={viewer} timeZone={workspace.timeZone} />;
  const filter = parseSelection(typed);
  if (!isBulkAct(typed.act) || !filter) notFound();
  const count = await countContactsExactly(viewer, filter);
  return count ? <Question viewer={viewer} act={typed.act} filter={filter} count={count} /> : <Nobody />;
}

async function Question({ viewer, act, filter, count }: { viewer: Staff; act: BulkAct; filter: Filter; count: number }) {
  const [listed, tags] = await Promise.all([listContacts(viewer, filter, usualOrder("name"), null, NAMED), listTags(viewer)]);
  const names = listed.ok ? listed.contacts.map(({ name }) => name) : [];
  const { question, consequence, button, danger } = WORDS[act];
  const back = filter.ids ? LIST : `${LIST}?${queryString({ filter })}`;
  const fields: [string, string][] = [["act", act], ["announced", String(count)], ...selectionFields(filter)];
  const withTag = act === "tag" || act === "untag";
  return (
    <>
      <PageHeader back={{ href: back, label: "Contacts" }} title={question(count)} hint={consequence} />
      <Card>
        <CardBody className="grid gap-5">
          <p className="text-small text-muted">
            <bdi className="text-ink">{names.join(", ")}</bdi>
            {count > names.length && ` and ${(count - names.length).toLocaleString("en")} more`}
          </p>
          <Begin
            {...{ fields, back, button: button(count), danger: danger ?? false }}
            tags={withTag ? { known: tags.map(({ name }) => name), fresh: act === "tag" } : null}
          />
        </CardBody>
      </Card>
    </>
  );
}

const Nobody = () => (
  <Card>
    <EmptyState icon="people" title="Nobody is left to do it with" action={<ButtonLink href={LIST}>Back to the contacts</ButtonLink>}>
      The list has changed since you chose: none of them matches any more.
    </EmptyState>
  </Card>
);

async function Done({ viewer, timeZone }: { viewer: Staff; timeZone: string }) {
  const acts = await listBulkActs(viewer);
  return (
    <>
      <PageHeader back={{ href: LIST, label: "Contacts" }} title="Many contacts at once" hint="What was done with many contacts in one go, kept for 90 days." />
      {acts.length === 0 ? (
        <Card>
          <EmptyState icon="people" title="Nothing yet" action={<ButtonLink href={LIST}>Choose contacts</ButtonLink>}>
            Tick some in the list, or all that match, and choose what to do with them.
          </EmptyState>
        </Card>
      ) : (
        <Table
          label="Acts"
          head={
            <>
              <TableHead>What</TableHead>
              <TableHead>By</TableHead>
              <TableHead end>When</TableHead>
            </>
          }
        >
          {acts.map((act) => (
            <TableRow key={act.id}>
              <TableCell phone="title">
                <RowLink href={`${LIST}/bulk/${act.id}`}>{titleOf(act)}</RowLink>
              </TableCell>
              <TableCell label="By">{act.by}</TableCell>
              <TableCell label="When" end>
                <Time at={act.createdAt} timeZone={timeZone} />
              </TableCell>
            </TableRow>
          ))}
        </Table>
      )}
    </>
  );
}
