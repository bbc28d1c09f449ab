// Auth.js (next-auth 5) with an email provider and the Prisma adapter, as its documentation shows them.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { cookieHeader, formPost, hiddenFields, keepCookies, mustBe } from "../client.mjs";
import { loadTables, nextBuild, SECRET } from "./common.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = here("../apps/authjs");

export const authjs = {
  name: "authjs",
  title: "Auth.js",
  folder,
  nextBin: createRequire(import.meta.url).resolve("next/dist/bin/next"),
  ready: "/fixed",
  rows: { check: "/api/me", empty: "/api/empty", session: "/api/auth/session", page: "/signed-in", open: "/open", fixed: "/fixed" },

  build() {
    const made = spawnSync(process.execPath, [here("../../scripts/prisma/prisma.mjs"), "generate", "--schema", "prisma/schema.prisma"], {
      cwd: folder,
      encoding: "utf8",
    });
    if (made.status !== 0) throw new Error(`The Prisma client of Auth.js could not be generated:\n${made.stdout}${made.stderr}`);
    nextBuild(this);
  },

  env: ({ databaseUrl, port, mailUrl }) => ({
    DATABASE_URL: databaseUrl,
    AUTH_URL: `http://localhost:${port}`,
    AUTH_SECRET: SECRET,
    AUTH_TRUST_HOST: "true",
    MAIL_URL: mailUrl,
  }),

  async seed(db, people) {
    await db.query(readFileSync(here("../apps/authjs/tables.sql"), "utf8"));
    await loadTables(db, ["User", "Session"], people, [
      `INSERT INTO "User" (id, name, email, "emailVerified", "updatedAt") SELECT md5('u' || i), 'Person ' || i, 'user' || i || '@example.com', now(), now() FROM people`,
      `INSERT INTO "Session" ("sessionToken", "userId", expires, "updatedAt") SELECT gen_random_uuid(), md5('u' || i), now() + interval '30 days', now() FROM people`,
    ]);
  },

  async prepare(client) {
    const page = mustBe(await client.ask("/", { wantsText: true }), 200, "The sign-in page");
    this.askFields = hiddenFields(page.text, 'name="email"');
  },

  /** The form of the documentation, posted without JavaScript. */
  async ask(client, i) {
    const to = `user${i}@example.com`;
    const answer = mustBe(await client.ask("/", formPost({ ...this.askFields, email: to }, { origin: `http://localhost:${client.port}` })), 303, "Asking");
    if (!/verify-request/.test(answer.headers.location)) throw new Error(`Asking led to ${answer.headers.location}.`);
    return { to, jar: keepCookies({}, answer.headers) };
  },

  async redeem(client, { jar, url }) {
    const { pathname, search } = new URL(url);
    const answer = mustBe(await client.ask(pathname + search, { headers: Object.keys(jar).length ? { cookie: cookieHeader(jar) } : {} }), 302, "Redeeming");
    keepCookies(jar, answer.headers);
    if (!jar["authjs.session-token"]) throw new Error(`Redeeming gave no session, it led to ${answer.headers.location}.`);
    return { jar };
  },

  async settle(client, { jar }) {
    const answer = mustBe(await client.ask("/api/me", { headers: { cookie: cookieHeader(jar) } }), 200, "The session");
    return { cookie: cookieHeader(keepCookies(jar, answer.headers)) };
  },
};
