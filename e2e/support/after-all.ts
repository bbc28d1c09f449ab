// After the last journey: no server of the run has printed a secret or an address (CHECKS H22; SPEC 12.4).
import { rmSync } from "node:fs";
import { closeDatabase } from "@/lib/plumbing/db";
import { issuedBy, leaksIn } from "./leaks";
import { ownLogs, sharedLog } from "./logs";
import { database } from "./people";
import { JOURNEY_SECRETS } from "./secrets";

/** As many as anybody needs to find the line that prints them. */
const SHOWN = 20;

export default async function afterAll(): Promise<void> {
  const issued = await issuedBy(await database());
  await closeDatabase();
  const logs = [sharedLog(Object.values(JOURNEY_SECRETS)), ...ownLogs()];
  const leaks = logs.flatMap(({ name, output, secrets }) => leaksIn(output, [...issued, ...secrets]).map((leak) => `server ${name} printed ${leak}`));
  const requests = logs[0]?.output.match(/"msg":"request"/g)?.length ?? 0;
  if (requests === 0) throw new Error("The server of the journeys has printed no line for any request: there was nothing to look through.");
  if (leaks.length) throw new Error(`${leaks.length} secrets in the logs, kept in ${process.env.E2E_LOGS}: ${leaks.slice(0, SHOWN).join("; ")}`);
  console.log(`No secret in the logs of ${logs.length} servers: ${requests} requests, ${issued.size} secrets and addresses issued.`);
  rmSync(process.env.E2E_LOGS ?? "", { recursive: true, force: true });
}
