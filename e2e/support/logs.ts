// Where the servers of a run leave what they printed, each with the secrets it was started with, to be looked through when all is over.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { secretSettings } from "./leaks";

/** Printed by the server all journeys share, see serve.mjs. */
const SHARED = "shared";

interface ServerLog {
  name: string;
  output: string;
  secrets: string[];
}

const folder = () => process.env.E2E_LOGS ?? "";

/** A server of one test's own has ended. */
export function keepLog(port: number, output: string, settings: Record<string, string | undefined>): void {
  if (!folder()) return;
  const log: ServerLog = { name: `${port}`, output, secrets: secretSettings(settings) };
  writeFileSync(join(folder(), `own-${port}-${process.hrtime.bigint()}.json`), JSON.stringify(log));
}

export const ownLogs = (): ServerLog[] =>
  readdirSync(folder())
    .filter((file) => file.startsWith("own-"))
    .map((file) => JSON.parse(readFileSync(join(folder(), file), "utf8")) as ServerLog);

export const sharedLog = (secrets: string[]): ServerLog => ({ name: SHARED, output: readFileSync(join(folder(), `${SHARED}.log`), "utf8"), secrets });
