// Structured logs without secrets: link paths, cookies and tokens never reach a line (SPEC 12.4, R4).
import pino from "pino";
import { env } from "./env";
import { exchangeHere } from "./exchange";

const MAX_TEXT = 2_000;

/** Cuts, makes one line, and blanks everything that looks like one of our secrets. */
export function clean(text: string): string {
  return text
    .slice(0, MAX_TEXT)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[A-Za-z0-9]{64,}/g, "[secret]")
    .replace(/\b(re|whsec|sk)_[A-Za-z0-9_+/=-]{8,}/g, "$1_[secret]")
    .replace(/(postgres(?:ql)?|smtps?):\/\/[^\s@]+@/g, "$1://[secret]@")
    .replace(/((?:session|device|attempt)=)[^;\s]+/g, "$1[secret]");
}

let logger: pino.Logger | undefined;
function sink(): pino.Logger {
  logger ??= pino(
    { level: env().LOG_LEVEL, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    pino.destination({ dest: 1, sync: true }),
  );
  return logger;
}

type Fields = Record<string, string | number | boolean | null | undefined>;
const tidy = (fields: Fields) => Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, typeof v === "string" ? clean(v) : v]));

/** A log that is full or gone must never stop a sign-in. */
function write(level: "debug" | "info" | "warn" | "error", message: string, fields: Fields = {}): void {
  try {
    const request = exchangeHere()?.id;
    sink()[level](tidy(request ? { request, ...fields } : fields), clean(message));
  } catch {
    // nowhere left to say it
  }
}

export const log = {
  debug: (message: string, fields?: Fields) => write("debug", message, fields),
  info: (message: string, fields?: Fields) => write("info", message, fields),
  warn: (message: string, fields?: Fields) => write("warn", message, fields),
  error: (message: string, error?: unknown, fields?: Fields) => write("error", message, { ...fields, ...describe(error) }),
};

function describe(error: unknown): Fields {
  if (!(error instanceof Error)) return error === undefined ? {} : { error: String(error) };
  return { error: error.message, kind: error.name, stack: error.stack?.split("\n").slice(1, 6).join(" | ") };
}
