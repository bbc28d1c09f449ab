// Lengths of time in words, and moments in the workspace's time zone. A formatter takes longer to make than a page of rows to format.
import { remembered } from "./remembered";

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** As far as the clocks of several servers may be apart. What is noted later than that was noted under a clock that was wrong. */
export const CLOCKS_DIFFER_MS = 10 * MINUTE_MS;

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;

export const after = (ms: number, from = new Date()): Date => new Date(from.getTime() + ms);
export const ago = (ms: number, from = new Date()): Date => new Date(from.getTime() - ms);

/** "15 minutes", "1 hour", "7 days": the largest unit that says it without a fraction. */
export function inWords(minutes: number, locale = "en"): string {
  const say = (amount: number, unit: string) => amounts(locale, unit).format(amount);
  if (minutes >= MINUTES_PER_DAY && minutes % MINUTES_PER_DAY === 0) return say(minutes / MINUTES_PER_DAY, "day");
  if (minutes >= MINUTES_PER_HOUR && minutes % MINUTES_PER_HOUR === 0) return say(minutes / MINUTES_PER_HOUR, "hour");
  return say(minutes, "minute");
}

/** How long it is until then, never less than a minute; in hours once minutes say little. */
export function waitInWords(until: Date, now = new Date()): string {
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / MINUTE_MS));
  return inWords(minutes > 90 ? Math.ceil(minutes / MINUTES_PER_HOUR) * MINUTES_PER_HOUR : minutes);
}

const amounts = remembered((locale: string, unit: string) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }));

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY_MS],
  ["month", 30 * DAY_MS],
  ["week", 7 * DAY_MS],
  ["day", DAY_MS],
  ["hour", HOUR_MS],
  ["minute", MINUTE_MS],
];

/** "2 hours ago", "in 3 days", "just now". */
export function relativeTime(at: Date, now = new Date(), locale = "en"): string {
  const distance = at.getTime() - now.getTime();
  const step = STEPS.find(([, ms]) => Math.abs(distance) >= ms);
  if (!step) return distance > 0 ? "in a moment" : "just now";
  return distances(locale).format(Math.trunc(distance / step[1]), step[0]);
}

const distances = remembered((locale: string) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));

/** "Sat, 21 Nov 2026, 05:12 GMT" */
export const exactTime = (at: Date, timeZone = "UTC", locale = "en-GB"): string => moments(timeZone, locale).format(at);

const moments = remembered(
  (timeZone: string, locale: string) =>
    new Intl.DateTimeFormat(locale, {
      timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "short",
    }),
);

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** When a calendar day ("2026-11-21") begins there; null when there is no such day. */
export function startOfDay(day: string, timeZone: string): Date | null {
  const [year, month, date] = (DAY.exec(day) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || date === undefined || year < 1970) return null;
  const midnight = Date.UTC(year, month - 1, date);
  if (new Date(midnight).toISOString().slice(0, 10) !== day) return null;
  // The offset may be another one at the moment it is subtracted: once more settles it.
  const first = midnight - offsetMs(new Date(midnight), timeZone);
  return new Date(midnight - offsetMs(new Date(first), timeZone));
}

/** "2026-11-21": the calendar day of a moment there. */
export const dayOf = (at: Date, timeZone: string): string => days(timeZone).format(at);

const days = remembered((timeZone: string) => new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }));

/** "Saturday 21 November 2026" */
export const longDay = (at: Date, timeZone: string): string => longDays(timeZone).format(at);

const longDays = remembered(
  (timeZone: string) => new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "long", day: "numeric", month: "long", year: "numeric" }),
);

export const isTimeZone = (value: unknown): value is string => {
  if (typeof value !== "string" || value.length > 60) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return /^[A-Za-z]/.test(value);
  } catch {
    return false;
  }
};

/** Every time zone by its part of the world, and the one in use, whatever it is called. */
export function zonesByRegion(inUse: string): [region: string, zones: string[]][] {
  const regions = new Map<string, string[]>();
  for (const zone of new Set(["UTC", inUse, ...Intl.supportedValuesOf("timeZone")].sort())) {
    const region = zone.includes("/") ? zone.slice(0, zone.indexOf("/")) : "World";
    regions.set(region, [...(regions.get(region) ?? []), zone]);
  }
  return [...regions];
}

function offsetMs(at: Date, timeZone: string): number {
  const parts = clocks(timeZone).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - Math.floor(at.getTime() / SECOND_MS) * SECOND_MS;
}

const clocks = remembered(
  (timeZone: string) =>
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }),
);
