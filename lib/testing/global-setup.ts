// Once per run: a database that has seen every migration, for each test file to start from a copy of.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbeddedInMemory } from "../plumbing/embedded";
import { migrate } from "../plumbing/migrate";

export const TEMPLATE = "foyer_template";

declare module "vitest" {
  interface ProvidedContext {
    image: string;
  }
}

export default async function setup(project: TestProject) {
  if (process.env.TEST_DATABASE_URL) {
    await makeTemplate(process.env.TEST_DATABASE_URL);
    project.provide("image", "");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "foyer-image-"));
  const image = join(folder, "image.tar");
  const memory = await openEmbeddedInMemory();
  await migrate(memory.pool, undefined, () => undefined);
  writeFileSync(image, await memory.dump());
  await memory.close();
  project.provide("image", image);
  return () => rmSync(folder, { recursive: true, force: true });
}

async function makeTemplate(url: string) {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  const template = new pg.Pool({ connectionString: withDatabase(url, TEMPLATE) });
  await migrate(template, undefined, () => undefined);
  await template.end();
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}
