// A process that opens the database as a server does, says what it found, and stays until it is killed.
import { openDatabase } from "../plumbing/db";
import { pendingMigrations } from "../plumbing/migrate";
import { readable } from "../plumbing/problems";

try {
  const { pool, owner } = await openDatabase();
  const { length } = await pendingMigrations(pool);
  process.stdout.write(`OPEN owner=${owner} pending=${length}\n`);
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`REFUSED ${readable(error)}\n`);
  process.exit(1);
}
