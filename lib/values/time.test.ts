import { describe, expect, it, test } from "vitest";
import { LIFETIME_MINUTES } from "../policies";
import { after, ago, DAY_MS, dayOf, exactTime, HOUR_MS, inWords, isTimeZone, MINUTE_MS, relativeTime, SECOND_MS, startOfDay, waitInWords } from "./time";

const NOW = new Date("2026-11-21T05:12:00Z");

test.each([
  [-5, "1 minute"],
  [10, "1 minute"],
  [61, "2 minutes"],
  [3_600, "1 hour"],
  [5_400, "90 minutes"],
  [5_401, "2 hours"],
  [86_000, "1 day"],
])("%i seconds of waiting are %s", (seconds, words) => {
  expect(waitInWords(after(seconds * SECOND_MS, NOW), NOW)).toBe(words);
});

describe("a lifetime in words", () => {
  test.each([
    [1, "1 minute"],
    [5, "5 minutes"],
    [15, "15 minutes"],
    [59, "59 minutes"],
    [60, "1 hour"],
    [90, "90 minutes"],
    [120, "2 hours"],
    [24 * 60, "1 day"],
    [25 * 60, "25 hours"],
    [24 * 60 + 1, "1,441 minutes"],
    [7 * 24 * 60, "7 days"],
    [30 * 24 * 60, "30 days"],
  ])("%i minutes are %s", (minutes, words) => {
    expect(inWords(minutes)).toBe(words);
  });

  it("is in the language of the page", () => {
    expect(inWords(15, "de")).toBe("15 Minuten");
    expect(inWords(60, "fr")).toMatch(/^1\sheure$/);
    expect(inWords(7 * 24 * 60, "es")).toBe("7 días");
  });

  it("never rounds: what it says is what it is", () => {
    const minutesOf: Record<string, number> = { minute: 1, hour: 60, day: 24 * 60 };
    const { min, max } = LIFETIME_MINUTES;
    const everyKind = Array.from({ length: 3_000 }, (_, i) => i + min).concat(
      Array.from({ length: 720 }, (_, i) => (i + 1) * 60),
      max - 1,
      max,
    );
    const wrong = everyKind.filter((minutes) => {
      const [amount, unit] = inWords(minutes).split(" ") as [string, string];
      return Number(amount.replaceAll(",", "")) * minutesOf[unit.replace(/s$/, "")]! !== minutes;
    });
    expect(wrong).toEqual([]);
  });
});

describe("a moment", () => {
  test.each([
    [-10 * SECOND_MS, "just now"],
    [10 * SECOND_MS, "in a moment"],
    [-MINUTE_MS, "1 minute ago"],
    [-59 * MINUTE_MS, "59 minutes ago"],
    [-HOUR_MS, "1 hour ago"],
    [-23 * HOUR_MS, "23 hours ago"],
    [-DAY_MS, "yesterday"],
    [DAY_MS, "tomorrow"],
    [-6 * DAY_MS, "6 days ago"],
    [-7 * DAY_MS, "last week"],
    [-45 * DAY_MS, "last month"],
    [-400 * DAY_MS, "last year"],
    [15 * MINUTE_MS, "in 15 minutes"],
    [3 * DAY_MS, "in 3 days"],
  ])("%i ms away is %s", (ms, words) => {
    expect(relativeTime(new Date(NOW.getTime() + ms), NOW)).toBe(words);
  });

  it("is exact in the time zone of the workspace, on both sides of a change of clocks", () => {
    expect(exactTime(NOW)).toBe("Sat, 21 Nov 2026, 05:12 UTC");
    expect(exactTime(NOW, "Europe/Berlin")).toBe("Sat, 21 Nov 2026, 06:12 CET");
    expect(exactTime(new Date("2026-07-21T05:12:00Z"), "Europe/Berlin")).toBe("Tue, 21 Jul 2026, 07:12 CEST");
    expect(exactTime(NOW, "Pacific/Kiritimati")).toMatch(/^Sat, 21 Nov 2026, 19:12/);
    expect(exactTime(NOW, "Pacific/Pago_Pago")).toMatch(/^Fri, 20 Nov 2026, 18:12/);
  });

  it("lies before or after another", () => {
    expect(after(HOUR_MS, NOW).toISOString()).toBe("2026-11-21T06:12:00.000Z");
    expect(ago(HOUR_MS, NOW).toISOString()).toBe("2026-11-21T04:12:00.000Z");
  });
});

it("a day begins when it begins there, also on the days the clocks change", () => {
  expect(startOfDay("2026-11-21", "UTC")?.toISOString()).toBe("2026-11-21T00:00:00.000Z");
  expect(startOfDay("2026-03-29", "Europe/Berlin")?.toISOString()).toBe("2026-03-28T23:00:00.000Z");
  expect(startOfDay("2026-03-30", "Europe/Berlin")?.toISOString()).toBe("2026-03-29T22:00:00.000Z");
  expect(startOfDay("2026-10-26", "Europe/Berlin")?.toISOString()).toBe("2026-10-25T23:00:00.000Z");
  expect(startOfDay("2026-11-21", "Pacific/Kiritimati")?.toISOString()).toBe("2026-11-20T10:00:00.000Z");
  expect(startOfDay("2026-11-21", "America/St_Johns")?.toISOString()).toBe("2026-11-21T03:30:00.000Z");
  for (const no of ["", "0000-00-00", "2026-02-30", "2026-13-01", "275760-09-13", "NaN", "2026-1-1", "1969-12-31"]) expect(startOfDay(no, "UTC")).toBeNull();
});

it("knows which day it is there, and which places there are", () => {
  expect(dayOf(new Date("2026-11-21T11:00:00Z"), "Pacific/Auckland")).toBe("2026-11-22");
  expect(["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"].every(isTimeZone)).toBe(true);
  expect(["", "Mars/Olympus", "+01:00", "x".repeat(100), null, 3].some(isTimeZone)).toBe(false);
});
