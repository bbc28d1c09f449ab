// better-auth with its magic-link plugin, as its documentation shows it for Next.js, on its own PostgreSQL adapter.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { cookieHeader, keepCookies, mustBe } from "../client.mjs";
import { loadTables, nextBuild, SECRET } from "./common.mjs";

export const betterAuth = {
  name: "better-auth",
  title: "better-auth",
  folder: fileURLToPath(new URL("../apps/better-auth", import.meta.url)),
  nextBin: createRequire(import.meta.url).resolve("next/dist/bin/next"),
  ready: "/fixed",
  rows: { check: "/api/me", empty: "/api/empty", session: "/api/auth/get-session", page: "/signed-in", open: "/open", fixed: "/fixed" },

  build() {
    nextBuild(this);
  },

  env: ({ databaseUrl, port, mailUrl }) => ({
    DATABASE_URL: databaseUrl,
    BETTER_AUTH_URL: `http://localhost:${port}`,
    BETTER_AUTH_SECRET: SECRET,
    MAIL_URL: mailUrl,
  }),

  /** Its own migrations, then people who have confirmed their address. */
  async seed(db, people, databaseUrl) {
    const [{ getMigrations }, { magicLink }, { default: pg }] = await Promise.all([
      import("better-auth/db/migration"),
      import("better-auth/plugins"),
      import("pg"),
    ]);
    const pool = new pg.Pool({ connectionString: databaseUrl });
    const { runMigrations } = await getMigrations({ database: pool, secret: SECRET, plugins: [magicLink({ sendMagicLink: () => undefined })] });
    await runMigrations();
    await pool.end();
    await loadTables(db, ["user", "session"], people, [
      `INSERT INTO "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
       SELECT md5('u' || i), 'Person ' || i, 'user' || i || '@example.com', true, now(), now() FROM people`,
      `INSERT INTO session (id, token, "userId", "expiresAt", "createdAt", "updatedAt", "ipAddress", "userAgent")
       SELECT md5('s' || i), md5('t' || i), md5('u' || i), now() + interval '7 days', now(), now(), '10.1.1.1', 'Mozilla/5.0' FROM people`,
    ]);
  },

  async prepare() {},

  /** What authClient.signIn.magicLink sends. */
  async ask(client, i) {
    const to = `user${i}@example.com`;
    const body = JSON.stringify({ email: to, callbackURL: "/signed-in" });
    const headers = { "content-type": "application/json", origin: `http://localhost:${client.port}` };
    mustBe(await client.ask("/api/auth/sign-in/magic-link", { method: "POST", headers, body }), 200, "Asking");
    return { to, jar: {} };
  },

  async redeem(client, { jar, url }) {
    const { pathname, search } = new URL(url);
    const answer = mustBe(await client.ask(pathname + search), 302, "Redeeming");
    keepCookies(jar, answer.headers);
    if (!jar["better-auth.session_token"]) throw new Error(`Redeeming gave no session, it led to ${answer.headers.location}.`);
    return { jar };
  },

  async settle(client, { jar }) {
    const answer = mustBe(await client.ask("/api/me", { headers: { cookie: cookieHeader(jar) } }), 200, "The session");
    return { cookie: cookieHeader(keepCookies(jar, answer.headers)) };
  },
};
