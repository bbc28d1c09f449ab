import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Role } from "@/prisma/generated/enums";
import { type Permission, permits, type Who } from "../permissions";
import { makeViewer, NotAllowed, type Staff, type Viewer } from "../viewer";
import { type Cast, cast, member } from "./cast";
import { useDatabase } from "./database";

useDatabase();

/** They take a viewer and give away nothing: what they are asked for is the viewer itself. */
const HARMLESS = new Set(["lib/viewer.ts", "lib/sessions/fresh.ts", "lib/preview.ts previewed", "lib/links/redeem.ts isSamePerson"]);

/** Exported functions of the domain whose first argument is who asks. */
const functions = readdirSync("lib", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name) && !/[\\/](testing|plumbing|values)([\\/]|$)/.test(entry.parentPath))
  .map((entry) => join(entry.parentPath, entry.name).replaceAll("\\", "/"))
  .flatMap((file) =>
    [
      ...readFileSync(file, "utf8").matchAll(
        /^export (?:async )?(?:function\*? |const )(\w+)(?:<[^>]*>)?(?:\(| = (?:async )?\()\s*_?\w+: (Staff|Member|Viewer)\b/gm,
      ),
    ]
      .map(([, name, kind]) => ({ file, name: name!, kind }))
      .filter(({ file, name }) => !HARMLESS.has(file) && !HARMLESS.has(`${file} ${name}`)),
  );

let c: Cast;
let people: Record<Who, Viewer>;
let nobody: Viewer;
beforeAll(async () => {
  c = await cast("club");
  people = {
    ...c.staff,
    half_staff: makeViewer<Staff>(c.workspace, { ...c.staff.owner, secondStep: "prove" }),
    member: member(c.workspace, c.ada),
    item_member: member(c.workspace, c.ada, { scope: "item", itemPath: "/documents/1" }),
    preview: member(c.workspace, c.ada, { preview: { staffId: c.staff.agent.staffId, staffName: "Sam", until: new Date(Date.now() + 60_000) } }),
  };
  nobody = makeViewer<Staff>(c.workspace, { ...c.staff.viewer, role: "nobody" as Role });
});

/** Which permission it asked for and did not find; null when it asked for none. Called with nothing but who asks. */
async function refusal(file: string, name: string, viewer: Viewer): Promise<Permission | null> {
  const module = (await import(/* @vite-ignore */ resolve(file))) as Record<string, (viewer: Viewer) => unknown>;
  try {
    const given = await module[name]!(viewer);
    if (given && typeof given === "object" && Symbol.asyncIterator in given) await (given as AsyncGenerator).next();
  } catch (error) {
    if (error instanceof NotAllowed) return error.permission;
    throw error;
  }
  return null;
}

describe("every function of the domain", () => {
  it("is found", () => {
    expect(functions.length).toBeGreaterThan(40);
  });

  it.each(functions)("$file $name asks who it is before anything else, and refuses all who may not", async ({ file, name, kind }) => {
    const permission = await refusal(file, name, nobody);
    expect(permission).not.toBeNull();
    // What is for both asks each for their own: there staff are compared with staff.
    for (const who of kind === "Viewer" ? Object.values(Role) : (Object.keys(people) as Who[]))
      if (!permits(who, permission!)) expect(`${who}: ${await refusal(file, name, people[who])}`).toBe(`${who}: ${permission}`);
  });
});
