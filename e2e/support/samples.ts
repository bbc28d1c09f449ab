// An address for each page and handler of lib/testing/access.ts, for the tests that walk them all.
import { PAGES } from "@/lib/testing/access";
import { newId } from "@/lib/values/id";
import { database, type Person } from "./people";

/** Walked through one after the other in every-page.spec.ts; the others need a secret, or belong to another test. */
export const WALKED = Object.keys(PAGES).filter((pattern) => !/\[token\]|\[\.\.\.|\/outbox|sign-out|\/again$|\/passkey$/.test(pattern));

/** What stands for the [parts] of an address; where nothing does, nobody finds anything and only refusals are compared. */
export async function samples(of: Person): Promise<(pattern: string) => { path: string; real: boolean }> {
  const mailId = newId();
  const about = { workspaceId: of.workspaceId, contactId: of.id, to: of.email, toKey: of.email };
  await (await database()).mail.create({
    data: { id: mailId, ...about, template: "portal_login", state: "sent", subject: `For ${of.name}`, idempotencyKey: mailId, uselessAfter: new Date() },
  });
  const importId = newId();
  const file = { id: importId, workspaceId: of.workspaceId, staffId: newId(), fileName: `${of.name}.csv`, state: "done" as const, headers: ["Email"] };
  await (await database()).import.create({ data: file });
  const [companyId, bulkActId] = [newId(), newId()];
  const company = { id: companyId, workspaceId: of.workspaceId, name: `Works of ${of.name}`, nameKey: `works of ${of.name.toLowerCase()}` };
  await (await database()).company.create({ data: company });
  const act = { id: bulkActId, workspaceId: of.workspaceId, staffId: newId(), act: "deactivate", finishedAt: new Date() };
  await (await database()).bulkAct.create({ data: act });
  const known: [RegExp, string][] = [
    [/^\/dashboard\/contacts\/import\/\[id\]/, `/dashboard/contacts/import/${importId}`],
    [/^\/dashboard\/contacts\/bulk\/\[id\]/, `/dashboard/contacts/bulk/${bulkActId}`],
    [/^\/dashboard\/companies\/\[id\]/, `/dashboard/companies/${companyId}`],
    [/^\/dashboard\/contacts\/\[id\]/, `/dashboard/contacts/${of.id}`],
    [/^\/dashboard\/mail\/\[id\]/, `/dashboard/mail/${mailId}`],
    [/^\/dashboard\/settings\/mails\/\[template\]/, "/dashboard/settings/mails/selections"],
    [/^\/dashboard\/settings\/policies\/\[purpose\]/, "/dashboard/settings/policies/portal_login"],
    [/^\/dashboard\/settings\/policies\/preset$/, "/dashboard/settings/policies/preset?to=club"],
    [/^\/\[section\]/, "/documents"],
  ];
  return (pattern) => {
    const path = known.reduce((done, [part, value]) => done.replace(part, value), pattern);
    return { path: path.replace(/\[[^\]]+\]/g, newId()), real: !path.includes("[") };
  };
}
