// Auth.js, the engine room: its cookies, CSRF, `auth()`, `signOut()` and /api/auth/session, over our stricter rules.
// Asking and redeeming are ours (lib/requests, lib/links/redeem): its own callback would spend a link on a GET.
import { afterwards } from "./afterwards";
import "server-only";
import { PrismaAdapter } from "@auth/prisma-adapter";
import NextAuth, { type DefaultSession, type NextAuthConfig } from "next-auth";
import type { Adapter, AdapterUser } from "next-auth/adapters";
import { cookieNames, cookieOptions } from "./cookies";
import { requireWorkspace, viewerHere, visitorHere } from "./here";
import { db } from "./plumbing/db";
import { env } from "./plumbing/env";
import { noteFault } from "./plumbing/fault";
import { log } from "./plumbing/log";
import { ask } from "./requests";
import { resolveSoon } from "./requests/resolve";
import { signOut as endSession } from "./sessions";
import { cookieLifeS } from "./sessions/cookie";
import { newToken } from "./values/token";
import type { Viewer } from "./viewer";

declare module "next-auth" {
  interface Session {
    user: { id: string; kind: "member" | "staff"; role?: string } & DefaultSession["user"];
  }
}

export const { handlers, auth, signIn, signOut } = NextAuth(() => config());

function config(): NextAuthConfig {
  const { AUTH_SECRET, AUTH_SECRET_PREVIOUS, secureCookies } = env();
  return {
    secret: [AUTH_SECRET, ...AUTH_SECRET_PREVIOUS],
    trustHost: true, // the host was checked against our workspaces before this runs (app/api/auth)
    adapter: adapter(),
    session: { strategy: "database" },
    useSecureCookies: secureCookies,
    // Without an age of its own: beside the end that Auth.js writes it would win, and reading the session would end it.
    cookies: { sessionToken: { name: cookieNames(secureCookies).session, options: { ...cookieOptions(secureCookies, 0), maxAge: undefined } } },
    pages: { signIn: "/sign-in", verifyRequest: "/check-your-email", error: "/sign-in" },
    providers: [magicLink],
    callbacks: {
      // Field by field: what is spread here is published by /api/auth/session.
      session: ({ session, user }) => ({
        expires: session.expires,
        user: { id: user.id, name: user.name, email: user.email, kind: (user as User).kind, ...((user as User).role && { role: (user as User).role }) },
      }),
    },
    logger: { error: noteError, warn: () => undefined, debug: () => undefined },
  };
}

/** `signIn("magic-link", { email })` from our own code leads to the same question as the form on /sign-in. */
const magicLink: NextAuthConfig["providers"][number] = {
  id: "magic-link",
  type: "email",
  name: "Email",
  maxAge: 15 * 60,
  options: {},
  generateVerificationToken: () => newToken(),
  async sendVerificationRequest({ identifier }) {
    const asked = await ask(await requireWorkspace(), await visitorHere(), "portal_login", identifier);
    if (asked.ok) afterwards(() => resolveSoon(asked.requestId));
  },
};

interface User extends AdapterUser {
  kind: Viewer["kind"];
  role?: string;
}

const asUser = (viewer: Viewer): User => ({
  id: viewer.kind === "member" ? viewer.addressId : viewer.staffId,
  name: viewer.name,
  email: viewer.email,
  emailVerified: null,
  kind: viewer.kind,
  ...(viewer.kind === "staff" && { role: viewer.role }),
});

/** The Prisma adapter in our words: an address is its user. Stricter than it wherever a rule of ours is. */
function adapter(): Adapter {
  const prisma = { user: db().address, session: db().session } as unknown as Parameters<typeof PrismaAdapter>[0];
  return {
    ...PrismaAdapter(prisma),
    // Hashed at rest, bound to the workspace of the host, and asked with everything else a session depends on.
    async getSessionAndUser(sessionToken) {
      const viewer = await viewerHere().catch(asAnywhere);
      if (!viewer) return null;
      const lifeS = cookieLifeS(sessionToken) ?? 0;
      return { session: { sessionToken: "", userId: asUser(viewer).id, expires: new Date(Date.now() + lifeS * 1_000) }, user: asUser(viewer) };
    },
    updateSession: async () => null, // lib/sessions lets it slide
    createSession: () => refuse("A session comes from a redeemed link only."),
    async deleteSession() {
      const viewer = await viewerHere();
      if (viewer) await endSession(viewer);
    },
    createUser: () => refuse("Contacts are made by staff, never by a sign-in."),
    updateUser: () => refuse("Contacts are changed by staff or on /account."),
    linkAccount: () => refuse("No other accounts are linked."),
    // The same for every address, known or not (A2); the real look-up is lib/requests.resolve.
    getUserByEmail: async (email) => ({ id: "somebody", email, emailVerified: null }),
    getUserByAccount: async () => null,
    createVerificationToken: async (token) => token, // the request is the one row that is written
    useVerificationToken: async () => null, // a link is spent by lib/links/redeem alone
  };
}

/** Auth.js would take a database that is away for nobody being signed in. */
function asAnywhere(error: unknown): never {
  noteFault(error, "/api/auth/session");
  throw error;
}

/** A call without Auth.js' own token is the caller's mistake, not ours. */
function noteError(error: Error): void {
  if ("type" in error && error.type === "MissingCSRF") log.warn("A call of /api/auth came without its token.");
  else log.error("Auth.js reported an error.", error);
}

function refuse(why: string): never {
  throw new Error(why);
}
