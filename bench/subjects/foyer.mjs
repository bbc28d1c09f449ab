// Foyer as it is in production, with the few pages of apps/foyer laid over it. Its forms are posted as a browser without JavaScript does.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "../../scripts/steps.mjs";
import { cookieHeader, formPost, hiddenFields, keepCookies, mustBe } from "../client.mjs";
import { loadTables, nextBuild, SECRET } from "./common.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BENCH = fileURLToPath(new URL("..", import.meta.url));
/** Inside the repository, so that its packages are found; `.next-*` is ignored by git, formatter and compiler. */
const folder = join(ROOT, ".next-bench");
const nextBin = createRequire(join(ROOT, "package.json")).resolve("next/dist/bin/next");
const PRODUCT = ["app", "components", "emails", "lib", "prisma", "public", "instrumentation.ts", "next.config.ts", "package.json", "postcss.config.mjs"].concat(
  ["proxy.ts", "tailwind.config.ts", "tsconfig.json"],
);
/** One business that is asked for more than 600 links a minute counts as under attack and is slowed: the contacts belong to so many. */
const WORKSPACES = 20;

export const foyer = {
  name: "foyer",
  title: "Foyer",
  folder,
  nextBin,
  ready: "/api/health/ready",
  rows: { check: "/api/me", empty: "/api/empty", session: "/api/auth/session", page: "/signed-in", open: "/open", fixed: "/fixed", home: "/" },

  build() {
    generate();
    rmSync(join(folder, "app"), { recursive: true, force: true });
    for (const path of PRODUCT)
      if (existsSync(join(ROOT, path)))
        cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter: (from) => !/\.test\.tsx?$|lib\/testing$/.test(from) });
    cpSync(join(BENCH, "apps/foyer"), folder, { recursive: true });
    // Tailwind looks for class names only where git looks, unless it is told.
    const styles = join(folder, "app/globals.css");
    writeFileSync(styles, readFileSync(styles, "utf8").replace(/^(@import "tailwindcss";)/m, '$1\n@source "../app";\n@source "../components";'));
    nextBuild(this);
  },

  env: ({ databaseUrl, port, mailUrl }) => ({
    DATABASE_URL: databaseUrl,
    BASE_URL: `http://localhost:${port}`,
    PORT: String(port),
    AUTH_SECRET: SECRET,
    RESEND_API_KEY: "re_bench",
    RESEND_BASE_URL: mailUrl,
    RESEND_RATE_PER_SECOND: "1000",
    MAIL_FROM: "Foyer <hello@example.com>",
    TRUSTED_PROXIES: "1",
    NEXT_MANUAL_SIG_HANDLE: "true",
  }),

  /** The product's own migrations, then rows like those it writes. */
  async seed(db, people) {
    const { migrate } = await import("./foyer-tables.mjs");
    await migrate(db, join(ROOT, "prisma/migrations"));
    await db.query(
      `INSERT INTO "Workspace" (id, slug, name) SELECT ${id("'0190'", "i")}, 'w' || i, 'Business ' || i FROM generate_series(0, ${WORKSPACES - 1}) i`,
    );
    // The same few people sign in again and again here: so many links an hour nobody asks for, and the work is the same.
    await db.query(
      `INSERT INTO "Policy" ("workspaceId", purpose, "lifetimeMinutes", expired, "rateLimit") SELECT id, 'portal_login', 15, 'sign_in', 1000000 FROM "Workspace"`,
    );
    const workspace = id("'0190'", `(i % ${WORKSPACES})`);
    await loadTables(db, ["Contact", "Address", "Session"], people, [
      `INSERT INTO "Contact" (id, "workspaceId", name, "nameKey", "portalAccess", search)
       SELECT ${id("'0191'", "i")}, ${workspace}, 'Person ' || i, 'person ' || i, true, 'person ' || i || ' user' || i || '@example.com' FROM people`,
      `INSERT INTO "Address" (id, "workspaceId", "contactId", email, "emailKey")
       SELECT ${id("'0192'", "i")}, ${workspace}, ${id("'0191'", "i")}, 'user' || i || '@example.com', 'user' || i || '@example.com' FROM people`,
      `INSERT INTO "Session" (id, "workspaceId", kind, "tokenHash", "addressId", "contactId", method, device, ip, "userAgent", "expiresAt")
       SELECT ${id("'0193'", "i")}, ${workspace}, 'member', sha256(i::text::bytea), ${id("'0192'", "i")}, ${id("'0191'", "i")}, 'link', 'Chrome on Windows', '10.1.1.1', 'Mozilla/5.0', now() + interval '30 days'
       FROM people`,
    ]);
  },

  /** What the pages' forms carry; the same for everybody as long as the build is the same. */
  async prepare(client) {
    const page = mustBe(await client.ask("/sign-in", { headers: host(client, 0), wantsText: true }), 200, "The sign-in page");
    this.askFields = hiddenFields(page.text, 'name="email"');
    this.pressFields = undefined;
    this.devices = new Map();
  },

  /** A person who has signed in before comes with the same browser, which is known. */
  async ask(client, i) {
    const jar = { ...this.devices.get(i) };
    const { headers, ...post } = formPost({ ...this.askFields, email: `user${i}@example.com` }, { ...host(client, i), ...cookies(jar) });
    const answer = mustBe(await client.ask("/sign-in", { ...post, headers: { ...headers, origin: originOf(client, i) } }), 303, "Asking");
    if (!answer.headers.location?.endsWith("/check-your-email")) throw new Error(`Asking led to ${answer.headers.location}.`);
    return { i, to: `user${i}@example.com`, jar: keepCookies(jar, answer.headers) };
  },

  /** Opens the link's page, as everybody does first. */
  async open(client, { i, jar, url }) {
    const wantsText = !this.pressFields;
    const page = mustBe(await client.ask(new URL(url).pathname, { headers: { ...host(client, i), ...cookies(jar) }, wantsText }), 200, "The link");
    if (wantsText) this.pressFields = hiddenFields(page.text, 'name="token"');
  },

  /** The press that spends it. */
  async redeem(client, { i, jar, url }) {
    const path = new URL(url).pathname;
    const { headers, ...post } = formPost({ ...this.pressFields, token: path.split("/").at(-1) }, { ...host(client, i), ...cookies(jar) });
    const answer = mustBe(await client.ask(path, { ...post, headers: { ...headers, origin: originOf(client, i) } }), 303, "Redeeming");
    keepCookies(jar, answer.headers);
    if (!jar["foyer.session"]) throw new Error("Redeeming gave no session.");
    this.devices.set(i, { "foyer.device": jar["foyer.device"] });
    return { headers: { ...host(client, i), ...cookies(jar) }, jar, i };
  },

  /** The headers of a signed-in browser after its first visit. */
  async settle(client, { i, jar }) {
    const answer = mustBe(await client.ask("/api/me", { headers: { ...host(client, i), ...cookies(jar) } }), 200, "The session");
    return { ...host(client, i), ...cookies(keepCookies(jar, answer.headers)) };
  },
};

const hostName = (client, i) => `w${i % WORKSPACES}.localhost:${client.port}`;
const host = (client, i) => ({ host: hostName(client, i) });
const originOf = (client, i) => `http://${hostName(client, i)}`;
const cookies = (jar) => (Object.keys(jar).length ? { cookie: cookieHeader(jar) } : {});

/** A UUID of version 7 with this beginning, in the order of `i`. */
const id = (start, i) => `(${start} || lpad(to_hex(${i}), 8, '0') || '7000' || '8' || substr(md5(${i}::text), 1, 15))::uuid`;
