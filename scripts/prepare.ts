// Before the server starts: the database is there, up to date, and not empty on a developer's machine. Its last line says where to go.
import { closeDatabase, db, openOwnDatabase } from "../lib/plumbing/db";
import { env } from "../lib/plumbing/env";
import { readable } from "../lib/plumbing/problems";
import { listWorkspaces } from "../lib/workspaces";
import { DEMO_MEMBER, DEMO_STAFF, loadDemo } from "../prisma/demo";

try {
  await openOwnDatabase();
  if (env().isLocal && (await loadDemo())) console.log("Loaded the demo: four workspaces.");
  console.log(JSON.stringify(await whereToGo()));
  await closeDatabase();
  process.exit(0);
} catch (error) {
  console.error(`\n${readable(error)}\n`);
  process.exit(1);
}

async function whereToGo() {
  const { BASE_URL, isLocal, transport } = env();
  if (!isLocal) return { home: BASE_URL.origin, workspaces: [] };
  const hasDemo =
    (await db().staff.count({ where: { emailKey: DEMO_STAFF, workspace: { contacts: { some: { addresses: { some: { emailKey: DEMO_MEMBER } } } } } } })) > 0;
  return {
    home: BASE_URL.origin,
    workspaces: (await listWorkspaces()).map(({ brand, origin }) => ({ name: brand.name, origin })),
    ...(hasDemo && { member: DEMO_MEMBER, staff: DEMO_STAFF }),
    ...(transport === "outbox" && { outbox: `${BASE_URL.origin}/outbox` }),
  };
}
