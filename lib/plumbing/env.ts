// Configuration: the only reader of process.env. Everything that is wrong is told at once (SPEC R3).
import { z } from "zod";

const MIN_SECRET_LENGTH = 32;

const flag = z.enum(["0", "1", "true", "false"], { error: "must be 1 or 0" }).transform((v) => v === "1" || v === "true");
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number")
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be between ${min} and ${max}`);

const Variables = z.object({
  BASE_URL: z.url({ protocol: /^https?$/, error: "must be an address like https://portal.example.com" }).transform((v) => new URL(v)),
  AUTH_SECRET: z
    .string({ error: "is missing: 32 or more random characters, for example from `openssl rand -base64 33`" })
    .min(MIN_SECRET_LENGTH, `must have ${MIN_SECRET_LENGTH} characters or more`),
  AUTH_SECRET_PREVIOUS: z
    .string()
    .default("")
    .transform((v) =>
      v
        .split(",")
        .map((s) => s.trim())
        .filter(Boolean),
    )
    .refine((list) => list.every((s) => s.length >= MIN_SECRET_LENGTH), `each must have ${MIN_SECRET_LENGTH} characters or more`),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/./, "must look like postgres://user:password@host:5432/name")
    .optional(),
  DATABASE_POOL: wholeNumber(1, 200).default(10),
  DATA_DIR: z.string().default(".data"),
  RESEND_API_KEY: z.string().startsWith("re_", "must start with re_").optional(),
  RESEND_BASE_URL: z.url({ protocol: /^https?$/, error: "must be an address" }).optional(),
  RESEND_WEBHOOK_SECRET: z.string().startsWith("whsec_", "must start with whsec_").optional(),
  RESEND_RATE_PER_SECOND: wholeNumber(1, 1000).default(5),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/./, "must look like smtps://user:password@host:465")
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n<>"]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/, "must look like Acme <hello@example.com>")
    .optional(),
  ACTIVITY_MONTHS: wholeNumber(0, 1200).default(24),
  CRON_SECRET: z.string().min(16, "must have 16 characters or more").optional(),
  TRUSTED_PROXIES: wholeNumber(0, 10).default(0),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  DNS_SERVER: z
    .string()
    .regex(/^[\d.]+(:\d+)?$/, "must be an IP address, with :port if it is not 53")
    .optional(),
  MAINTENANCE: z.enum(["process", "cron"], { error: "must be process or cron" }).optional(),
  SECURITY_CONTACT: z
    .string()
    .regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, "must look like mailto:security@example.com or https://example.com/security")
    .optional(),
  PORT: wholeNumber(1, 65535).default(3000),
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  VERCEL: flag.optional(),
  VERCEL_PROJECT_PRODUCTION_URL: z.string().optional(),
});

export type Env = z.infer<typeof Variables> & { isLocal: boolean; secureCookies: boolean; transport: "resend" | "smtp" | "outbox" };

/** A list of everything that is wrong, in words an operator can act on. */
export class ConfigurationError extends Error {
  constructor(readonly problems: string[]) {
    super(`Foyer can't start. Please mend ${problems.length === 1 ? "this setting" : "these settings"}:\n${problems.map((p) => `  - ${p}`).join("\n")}`);
  }
}

export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, v]) => v !== undefined && v !== ""));
  const port = given.PORT ?? "3000";
  const vercelUrl = given.VERCEL_PROJECT_PRODUCTION_URL && `https://${given.VERCEL_PROJECT_PRODUCTION_URL}`;
  const parsed = Variables.safeParse({ BASE_URL: vercelUrl ?? `http://localhost:${port}`, ...given });
  if (!parsed.success) throw new ConfigurationError(parsed.error.issues.map((i) => `${i.path.join(".")} ${i.message}`));
  const v = parsed.data;
  const isLocal = isLocalhost(v.BASE_URL.hostname);
  const problems: string[] = [];
  if (!isLocal && v.BASE_URL.protocol !== "https:") problems.push("BASE_URL must start with https:// (only localhost may use http)");
  if (v.BASE_URL.pathname !== "/" || v.BASE_URL.search || v.BASE_URL.hash)
    problems.push("BASE_URL must be an origin without a path, like https://portal.example.com");
  const transport = v.RESEND_API_KEY ? "resend" : v.SMTP_URL ? "smtp" : "outbox";
  if (v.RESEND_API_KEY && v.SMTP_URL) problems.push("RESEND_API_KEY and SMTP_URL are both set: keep the one that should send the mail");
  if (transport === "outbox" && !isLocal) problems.push("RESEND_API_KEY or SMTP_URL is missing: without one of them nobody gets a mail");
  if (transport !== "outbox" && !v.MAIL_FROM) problems.push("MAIL_FROM is missing: who the mails come from, like Acme <hello@example.com>");
  if (v.VERCEL && !v.DATABASE_URL) problems.push("DATABASE_URL is missing: on Vercel the data needs a PostgreSQL server");
  if (v.VERCEL && !v.CRON_SECRET) problems.push("CRON_SECRET is missing: on Vercel maintenance runs through /api/cron");
  if (!v.VERCEL && v.MAINTENANCE === "cron" && !v.CRON_SECRET)
    problems.push("CRON_SECRET is missing: with MAINTENANCE=cron, maintenance runs through /api/cron/maintenance and nothing else");
  if (problems.length) throw new ConfigurationError(problems);
  return { ...v, isLocal, secureCookies: v.BASE_URL.protocol === "https:", transport };
}

const isLocalhost = (hostname: string) => hostname === "localhost" || hostname.endsWith(".localhost");

let cached: Env | undefined;
/** The configuration of this process; read once. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}

/** For tests that need other settings. */
export function useEnv(changes: Record<string, string | undefined>): void {
  cached = readEnv({ ...process.env, ...changes });
}
