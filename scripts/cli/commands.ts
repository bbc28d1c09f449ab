// What operators can do from the command line; each is one call into lib.
import { deliverDue } from "../../lib/mail";
import { runMaintenance } from "../../lib/maintenance";
import { createWorkspace, inviteOwner } from "../../lib/workspaces/create";

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
    run: async () => say(JSON.stringify(await runMaintenance())),
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
};

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
