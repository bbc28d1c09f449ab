// An address for each page and handler of lib/testing/access.ts, for the tests that walk them all.
import { newId } from "@/lib/values/id";
import { database, type Person } from "./people";

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
  const known: [RegExp, string][] = [
    [/^\/dashboard\/contacts\/import\/\[id\]/, `/dashboard/contacts/import/${importId}`],
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
