import { defineConfig } from "prisma/config";

// Without DATABASE_URL the Prisma CLI works on the embedded database (scripts/prisma/schema-engine.mjs).
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL || `pglite:${process.env.DATA_DIR || ".data"}/pg` },
});
