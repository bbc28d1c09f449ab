// A process like another server of ours on the same database: does what it is told, one message at a time or many at once.

import { changeAddress } from "../account/email-change";
import { bucket, take } from "../limits";
import { redeem } from "../links/redeem";
import { revokeLinks } from "../links/send";
import { openDatabase, transaction } from "../plumbing/db";
import { ask } from "../requests";
import { endSessions, lockContact, revokeSessions, viewerOf } from "../sessions";
import { makeViewer, type Staff } from "../viewer";
import { type Workspace, workspaceById } from "../workspaces";
import { TestBrowser } from "./cast";
import type { Order, Task } from "./colleagues";

async function carryOut(workspace: Workspace, task: Task): Promise<unknown> {
  switch (task.do) {
    case "redeem":
      return many(task.times, async () => {
        const browser = new TestBrowser();
        const done = await redeem(workspace, browser.visitor, null, task.token, { confirmed: true, code: task.code });
        if (!done.ok) return { ok: false, why: done.reason === "look" ? done.look.state : done.reason };
        return { ok: true, cookie: done.session?.value ?? null };
      });
    case "ask":
      return many(task.times, async (i) => ({ ok: (await ask(workspace, new TestBrowser(`${task.network}${i}`).visitor, "portal_login", task.email)).ok }));
    case "take":
      return many(task.times, async () => ({ ok: (await take(bucket(task.limit, ["everybody"], task.max, 60_000))).ok }));
    case "visit": {
      const browser = new TestBrowser();
      browser.cookies.session = task.cookie;
      return (await viewerOf(workspace, browser.visitor)) !== null;
    }
    case "revoke links":
      return revokeLinks(agent(workspace, task.staffId), task.contactId);
    case "revoke sessions":
      return revokeSessions(agent(workspace, task.staffId), task.contactId);
    case "deactivate":
      return transaction(async (tx) => {
        await lockContact(tx, workspace.id, task.contactId);
        await tx.contact.update({ where: { workspaceId_id: { workspaceId: workspace.id, id: task.contactId } }, data: { active: false } });
        return endSessions(tx, workspace.id, { contactId: task.contactId }, "deactivated");
      });
    case "change address":
      return transaction((tx) => changeAddress(tx, { workspaceId: workspace.id, actor: "staff", staffId: task.staffId }, task.change));
  }
}

const many = <T>(times: number, work: (i: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: times }, (_, i) => work(i)));

function agent(workspace: Workspace, staffId: string): Staff {
  const { ip, userAgent, device } = new TestBrowser().visitor;
  const who = { kind: "staff", staffId, role: "agent", name: "agent", email: "agent@example.com" } as const;
  return makeViewer<Staff>(workspace, { ...who, sessionId: staffId, freshAt: new Date(), passkeyAt: null, ip, userAgent, device });
}

process.on("message", ({ number, workspaceId, waitMs, task }: Order) => {
  const answer = (said: object) => process.send?.({ number, ...said });
  setTimeout(async () => {
    try {
      const workspace = await workspaceById(workspaceId);
      answer({ result: await carryOut(workspace!, task) });
    } catch (error) {
      answer({ error: (error as Error).stack });
    }
  }, waitMs);
});
process.on("disconnect", () => process.exit());
await openDatabase({ migrate: false });
process.send?.({ ready: true });
