// The operator's command line (SPEC R5): npm run cli -- help
import { closeDatabase, openDatabase } from "../lib/plumbing/db";
import { readable } from "../lib/plumbing/problems";
import { COMMANDS } from "./cli/commands";

const [name = "help", ...args] = process.argv.slice(2);
const command = COMMANDS[name];

if (!command) {
  const width = Math.max(...Object.values(COMMANDS).map((c) => c.usage.length));
  console.log(
    `Usage: npm run cli -- <command>\n\n${Object.values(COMMANDS)
      .map((c) => `  ${c.usage.padEnd(width + 2)}${c.about}`)
      .join("\n")}`,
  );
  process.exit(name === "help" ? 0 : 2);
}

try {
  await openDatabase({ migrate: name === "migrate" });
  const problem = await command.run(args);
  await closeDatabase();
  if (problem) {
    console.error(problem);
    process.exit(1);
  }
  process.exit(0);
} catch (error) {
  console.error(readable(error));
  process.exit(1);
}
