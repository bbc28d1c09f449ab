// A process that moves money between accounts of an embedded database until it is killed, and says what was acknowledged.
import { writeSync } from "node:fs";
import { openEmbedded } from "../plumbing/embedded";

const [folder = "", who = "a", tidy] = process.argv.slice(2);
const ACCOUNTS = 50;

const { pool, owner } = await openEmbedded(folder);
if (owner) {
  await pool.query("CREATE TABLE IF NOT EXISTS account (id int PRIMARY KEY, balance bigint NOT NULL)");
  await pool.query("CREATE TABLE IF NOT EXISTS transfer (who text, number bigint, padding text, PRIMARY KEY (who, number))");
  await pool.query("CREATE INDEX IF NOT EXISTS transfer_padding ON transfer (padding)");
  await pool.query("INSERT INTO account SELECT n, 1000 FROM generate_series(1, $1::int) n ON CONFLICT DO NOTHING", [ACCOUNTS]);
}
let number = await lastNumber();
say(`READY ${owner}`);
if (tidy) setInterval(() => void pool.query("VACUUM (ANALYZE)").then(() => pool.query("CHECKPOINT")), 97);
for (;;) {
  await transfer(++number);
  say(`OK ${number}`);
}

async function transfer(n: number): Promise<void> {
  const client = await pool.connect();
  const amount = n % 10;
  await client.query("BEGIN");
  await client.query("UPDATE account SET balance = balance - $2 WHERE id = $1", [1 + ((n * 7) % ACCOUNTS), amount]);
  await client.query("INSERT INTO transfer VALUES ($1, $2, $3)", [who, n, Math.random().toString(36).repeat(20)]);
  await client.query("UPDATE account SET balance = balance + $2 WHERE id = $1", [1 + ((n * 13 + 5) % ACCOUNTS), amount]);
  await client.query("COMMIT");
  client.release();
}

/** A guest may be here before the owner has made the tables. */
async function lastNumber(): Promise<number> {
  for (;;) {
    try {
      const { rows } = await pool.query<{ last: string }>("SELECT coalesce(max(number), 0)::text AS last FROM transfer WHERE who = $1", [who]);
      return Number(rows[0]?.last);
    } catch (error) {
      if ((error as { code?: string }).code !== "42P01") throw error;
    }
  }
}

/** Not through the event loop: what is said has been said when the process is killed. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
