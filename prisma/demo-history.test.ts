import { expect, it } from "vitest";
import { verifyEverywhere } from "@/lib/activity/seal";
import { db } from "@/lib/plumbing/db";
import { cast } from "@/lib/testing/cast";
import { useDatabase } from "@/lib/testing/database";
import { makeContacts } from "./demo-contacts";
import { demoHistory } from "./demo-history";

useDatabase();

it("gives made-up contacts sessions and an activity log, each once", async () => {
  const { workspace } = await cast();
  await makeContacts(workspace.id, 300);
  const seen = await db().contact.count({ where: { workspaceId: workspace.id, lastSeenAt: { not: null } } });
  const counts = async () => [
    await db().session.count({ where: { workspaceId: workspace.id } }),
    await db().activity.count({ where: { workspaceId: workspace.id, action: "signin.done" } }),
    await db().activity.count({ where: { workspaceId: workspace.id } }),
  ];
  expect(await demoHistory(() => undefined)).toBeUndefined();
  const [sessions = 0, signIns = 0, entries = 0] = await counts();
  expect(sessions).toBeGreaterThan(seen * 0.8);
  expect(sessions).toBeLessThanOrEqual(seen);
  expect(signIns).toBeGreaterThan(seen * 0.5);
  expect(entries).toBeGreaterThan(2 * 300);
  await demoHistory(() => undefined);
  expect(await counts()).toEqual([sessions, signIns, entries]);
  for await (const log of verifyEverywhere()) expect(log.problems).toEqual([]);
});
