import type { NextConfig } from "next";
import { letterHeaders, securityHeaders } from "./lib/plumbing/headers";

const config: NextConfig = {
  distDir: process.env.FOYER_BUILD_DIR || ".next",
  output: process.env.FOYER_STANDALONE ? "standalone" : undefined,
  outputFileTracingIncludes: { "/*": ["./prisma/migrations/**"] },
  typedRoutes: true,
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true }, // logos are small and our own; an optimizer is one more door
  agentRules: false,
  devIndicators: false,
  logging: { incomingRequests: false, serverFunctions: false }, // in development: their lines hold links, addresses and what was typed; ours do not
  serverExternalPackages: ["pg", "pino", "nodemailer", "@electric-sql/pglite", "@prisma/client", "@prisma/adapter-pg"],
  experimental: { agentUpgrade: false },
  headers: async () => [
    { source: "/:path*", headers: securityHeaders({ https: Boolean(process.env.VERCEL) }) },
    { source: "/:path*/letter", headers: letterHeaders() },
  ],
};

export default config;
