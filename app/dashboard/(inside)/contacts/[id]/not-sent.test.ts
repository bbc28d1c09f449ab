import { expect, it } from "vitest";
import { notSent } from "./not-sent";

it("says until when nothing more is sent, in the hour of the workspace (A4)", () => {
  const until = new Date("2026-11-21T05:12:30Z");
  expect(notSent({ ok: false, reason: "limited", until }, "Europe/Berlin")).toBe(
    "Nothing was sent: too many links were sent lately. You can send the next one after Sat, 21 Nov 2026, 06:13 CET.",
  );
});

it("says of every other reason what to do", () => {
  expect(notSent({ ok: false, reason: "inactive" }, "UTC")).toContain("Reactivate it first.");
});
