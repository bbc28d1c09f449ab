// What went wrong at the start, in words an operator can act on: never a stack trace (SPEC R3).
import { ConfigurationError, env } from "./env";

const UNREACHABLE = new Set(["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET", "EAI_AGAIN", "EPIPE"]);

export function readable(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  const { code, message, syscall } = error as { code?: string; message?: string; syscall?: string };
  if (code && UNREACHABLE.has(code)) return `The database at ${where()} can't be reached (${code}). Is it running, and is DATABASE_URL right?`;
  if (code === "28P01" || code === "28000") return `The database at ${where()} refused the user or password of DATABASE_URL.`;
  if (code === "3D000") return `The database that DATABASE_URL names does not exist at ${where()}. Create it first.`;
  if (code === "42501" || code === "58P01" || code === "0A000") return `The database at ${where()} does not allow what Foyer needs: ${firstLine(message)}`;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return `The data folder ${env().DATA_DIR} can't be written. Give this user the right to, or set DATA_DIR.`;
  if ((code === "ENOENT" && syscall === "connect") || code === "57P01") return "The portal that had the data folder open has just ended. Try again.";
  if (code === "ENOSPC" || code === "53100" || code === "25006") return "The disk is full. Free some space and start again: nothing is lost.";
  if (lacksTables(error)) return "The database has not all the tables of this version of Foyer. Make them: npm run cli -- migrate";
  if (message?.includes("timeout")) return `The database at ${where()} does not answer. Is DATABASE_URL right?`;
  if (message?.includes("PGlite failed to initialize")) return `The data in ${env().DATA_DIR} can't be opened: it is damaged. Put a backup in its place.`;
  return `Foyer can't start: ${message ? theReason(message) : String(error)}`;
}

/** PostgreSQL's and Prisma's words for a table, and for a column, that is not there. */
const LACKS_TABLES = /^(?:42P01|42703|P2021|P2022)$/;

/** A query written by hand says it itself; one of Prisma's carries what PostgreSQL said along. */
export function lacksTables(error: unknown): boolean {
  const { code, meta } = error as { code?: string; meta?: { code?: string } };
  return LACKS_TABLES.test(code ?? "") || LACKS_TABLES.test(meta?.code ?? "");
}

const firstLine = (text = "") => text.trim().split("\n")[0];

/** Prisma's errors begin with an empty line and the call that failed, and end with why. */
const theReason = (text: string) => (text.startsWith("\n") ? text.trim().split("\n").pop() : firstLine(text));

function where(): string {
  const url = env().DATABASE_URL;
  return url ? new URL(url).host : env().DATA_DIR;
}
