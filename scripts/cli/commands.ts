// What operators can do from the command line; each is one call into lib.
import { problemSentence, verifyEverywhere } from "../../lib/activity/seal";
import { deliverDue } from "../../lib/mail";
import { FAILED, runMaintenance } from "../../lib/maintenance";
import { resetPasskeysOf } from "../../lib/staff";
import { allowMailTo } from "../../lib/suppressions";
import { createWorkspace, inviteOwner } from "../../lib/workspaces/create";
import { demoContacts } from "../../prisma/demo-contacts";
import { demoHistory } from "../../prisma/demo-history";

interface Command {
  usage: string;
  about: string;
  /** Gives what went wrong, in a sentence. */
  run(args: string[]): Promise<string | undefined>;
}

export const COMMANDS: Record<string, Command> = {
  migrate: {
    usage: "migrate",
    about: "bring the database up to date (a starting server does it by itself)",
    run: async () => say("The database is up to date."),
  },
  maintenance: {
    usage: "maintenance",
    about: "catch up, deliver what is due, clean up",
    async run() {
      const report = await runMaintenance();
      say(JSON.stringify(report));
      const failed = Object.keys(report).filter((part) => report[part] === FAILED);
      return failed.length ? `Not everything could be done: ${failed.join(", ")}.` : undefined;
    },
  },
  "workspace:create": {
    usage: "workspace:create <slug> <name> [--preset club|agency|builder|desk] [--owner <email>] [--base-host]",
    about: "create a workspace; with --base-host it answers on the bare host of BASE_URL",
    async run(args) {
      const [slug, name] = args.filter((a, i) => !a.startsWith("--") && !/^--(preset|owner)$/.test(args[i - 1] ?? ""));
      const made = await createWorkspace({ slug: slug ?? "", name: name ?? "", preset: option(args, "preset"), atBaseHost: args.includes("--base-host") });
      if (!made.ok) return made.problem;
      console.log(`Created ${made.workspace.brand.name} at ${made.workspace.origin}`);
      const owner = option(args, "owner");
      return owner ? invite(made.workspace.slug, owner) : undefined;
    },
  },
  "owner:invite": {
    usage: "owner:invite <slug> <email>",
    about: "mail the first owner of a workspace an invitation",
    run: ([slug = "", email = ""]) => invite(slug, email),
  },
  "passkeys:reset": {
    usage: "passkeys:reset <slug> <email>",
    about: "somebody of the staff lost their passkey and no owner can help: drop theirs and end their sessions",
    run: ([slug = "", email = ""]) => dropPasskeys(slug, email),
  },
  "mail:allow": {
    usage: "mail:allow <slug> <email>",
    about: "write to an address again that mail was stopped to, when nobody who could allow it gets in",
    run: ([slug = "", email = ""]) => allowMail(slug, email),
  },
  "activity:verify": {
    usage: "activity:verify [<slug>]",
    about: "check that nobody changed, removed or inserted an entry of the activity log",
    run: ([slug]) => verify(slug),
  },
  "demo:contacts": {
    usage: "demo:contacts <count> [--workspace <slug>] [--workspaces <number>]",
    about: "make up contacts in one workspace (club), or as many in each of so many new ones",
    run: ([count = "", ...args]) => demoContacts(Number(count), { slug: option(args, "workspace") ?? "club", workspaces: option(args, "workspaces") }, say),
  },
  "demo:history": {
    usage: "demo:history",
    about: "make up sessions and an activity log for contacts that were made up",
    run: () => demoHistory(say),
  },
};

async function dropPasskeys(slug: string, email: string): Promise<string | undefined> {
  const reset = await resetPasskeysOf(slug, email);
  if (!reset.ok) return reset.problem;
  return say(`${reset.name} has no passkey any more (${reset.count === 1 ? "1 was" : `${reset.count} were`} dropped) and is signed out everywhere.`);
}

async function allowMail(slug: string, email: string): Promise<string | undefined> {
  const allowed = await allowMailTo(slug, email);
  if (!allowed.ok) return allowed.problem;
  const provider = allowed.provider === "told" ? "" : " The mail provider could not be told: if it still refuses, allow the address there as well.";
  return say(`Mail goes to ${email} again.${provider}`);
}

async function verify(slug: string | undefined): Promise<string | undefined> {
  let [problems, logs] = [0, 0];
  for await (const log of verifyEverywhere(slug)) {
    logs++;
    problems += log.problems.length;
    const entries = `${log.sealed} sealed ${log.sealed === 1 ? "entry" : "entries"}, ${log.waiting} waiting`;
    console.log(`${log.slug}: ${log.problems.length ? "NOT in order" : "in order"} (${entries})`);
    for (const problem of log.problems) console.log(`  ${problemSentence(problem)}`);
  }
  if (!logs && slug !== undefined) return `There is no workspace “${slug}”.`;
  return problems ? "The log is not as Foyer wrote it." : undefined;
}

async function invite(slug: string, email: string): Promise<string | undefined> {
  const invited = await inviteOwner(slug, email);
  if (!invited.ok) return invited.problem;
  await deliverDue();
  return say(`Invited ${email} as owner.`);
}

function say(line: string): undefined {
  console.log(line);
}

const option = (args: string[], name: string): string | undefined => {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args[at + 1];
};
