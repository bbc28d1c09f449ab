import { expect, it, test } from "vitest";
import { networkOf, roughly } from "./ip";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["::ffff:cb00:7107", "203.0.113.7"],
  ["2001:db8:1:2::1", "2001:db8:1:2::/64"],
  ["2001:DB8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"],
  ["2001:db8:1:3::1", "2001:db8:1:3::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("%s is of the network %s", (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

it("takes all of a /64 for one neighbour, and no more", () => {
  const inside = Array.from({ length: 200 }, (_, i) => networkOf(`2001:db8:1:2:${i.toString(16)}:${(i * 7).toString(16)}:0:${i}`));
  expect(new Set(inside).size).toBe(1);
  const beside = Array.from({ length: 200 }, (_, i) => networkOf(`2001:db8:1:${i.toString(16)}::1`));
  expect(new Set(beside).size).toBe(200);
});

it.each(["", "unknown", "203.0.113", "203.0.113.256", "203.0.113.7, 198.51.100.1", "evil.test", "203.0.113.7:443", "[::1]", "' OR 1=1", "1".repeat(10_000)])(
  "puts what is no address into one bucket: %j",
  (ip) => {
    expect(networkOf(ip)).toBe("unknown");
    expect(roughly(ip)).toBe("unknown");
  },
);

it("tells people roughly where they came from, never exactly", () => {
  expect(roughly("203.0.113.7")).toBe("203.0.113.…");
  expect(roughly("::ffff:203.0.113.7")).toBe("203.0.113.…");
  expect(roughly("2001:db8:1:2::1")).toBe("2001:db8:1:…");
  expect(roughly("127.0.0.1")).toBe("this computer");
  expect(roughly("::1")).toBe("this computer");
});
