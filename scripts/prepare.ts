// Before the server starts: the database is there, up to date, and not empty on a developer's machine.
import { closeDatabase, openDatabase } from "../lib/plumbing/db";
import { ConfigurationError, env } from "../lib/plumbing/env";
import { readable } from "../lib/plumbing/problems";
import { loadDemo } from "../prisma/demo";

try {
  const { owner } = await openDatabase();
  if (!owner) throw new ConfigurationError(["DATA_DIR is in use by another Foyer. Stop that one, or start this with a DATA_DIR of its own"]);
  if (env().isLocal && (await loadDemo())) console.log("Loaded the demo: four workspaces.");
  await closeDatabase();
  process.exit(0);
} catch (error) {
  console.error(`\n${readable(error)}\n`);
  process.exit(1);
}
