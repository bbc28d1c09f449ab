// The companies and tags that rows name: those that are there, and those that have to be made (SPEC D3).
import { entry, recordAll } from "../activity";
import type { Tx } from "../plumbing/db";
import { fold } from "../values/fold";
import { newId } from "../values/id";
import type { Actor } from "../viewer";

export interface Named {
  id: string;
  name: string;
}

/** Gives each name its id; those nobody had get a new one and have to be written before they are used. */
export class Names {
  readonly fresh: (Named & { nameKey: string })[] = [];
  private readonly known: Map<string, Named>;

  constructor(found: (Named & { nameKey: string })[]) {
    this.known = new Map(found.map((one) => [one.nameKey, one]));
  }

  of = (name: string): Named => {
    const nameKey = fold(name);
    const known = this.known.get(nameKey);
    if (known) return known;
    const made = { id: newId(), name, nameKey };
    this.fresh.push(made);
    this.known.set(nameKey, made);
    return made;
  };
}

const keys = (names: string[]) => [...new Set(names.map(fold))];
const select = { id: true, name: true, nameKey: true } as const;

/** Of several of one name the oldest is meant, as everywhere. */
export async function companiesNamed(tx: Tx, workspaceId: string, names: string[]): Promise<Names> {
  const where = { workspaceId, nameKey: { in: keys(names) } };
  return new Names(names.length ? await tx.company.findMany({ where, orderBy: [{ createdAt: "desc" }, { id: "desc" }], select }) : []);
}

export async function tagsNamed(tx: Tx, workspaceId: string, names: string[]): Promise<Names> {
  return new Names(names.length ? await tx.tag.findMany({ where: { workspaceId, nameKey: { in: keys(names) } }, select }) : []);
}

export async function makeFresh(tx: Tx, by: Actor, importId: string, companies: Names, tags: Names): Promise<void> {
  const ours = { workspaceId: by.workspaceId, importId };
  if (companies.fresh.length) {
    await tx.company.createMany({ data: companies.fresh.map((company) => ({ ...company, ...ours })) });
    await recordAll(
      tx,
      companies.fresh.map(({ id, name }) => entry(by, "company.created", { companyId: id }, { name })),
    );
  }
  if (tags.fresh.length) await tx.tag.createMany({ data: tags.fresh.map((tag) => ({ ...tag, ...ours })) });
}
