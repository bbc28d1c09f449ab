import { expect, it } from "vitest";
import { deviceName } from "./device";

const CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

it("says a browser in words people use, however often and whatever came between", () => {
  for (let round = 0; round < 2; round++) {
    expect(deviceName(CHROME)).toBe("Chrome on Windows");
    expect(deviceName(PHONE)).toBe("Safari on iPhone");
    for (let i = 0; i < 3_000; i++) deviceName(`Robot/${i}`);
  }
});

it("has a word for what it does not know", () => {
  expect(deviceName("")).toBe("An unknown browser");
  expect(deviceName("x".repeat(10_000)).length).toBeLessThanOrEqual(60);
});
