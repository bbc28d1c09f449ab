// Before the server starts: the database is there, up to date, and not empty on a developer's machine.
import { closeDatabase, openDatabase } from "../lib/plumbing/db";
import { env } from "../lib/plumbing/env";
import { loadDemo } from "../prisma/demo";

await openDatabase();
if (env().isLocal) await loadDemo();
await closeDatabase();
