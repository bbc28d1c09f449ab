import { expect, it } from "vitest";
import { newId, parseId } from "./id";

it("makes ids that sort by the time they were made, and are never the same", () => {
  const moments = [0, 1, 1_700_000_000_000, 1_700_000_000_001, Date.now(), 2 ** 48 - 1];
  const ids = moments.map(newId);
  expect([...ids].sort()).toEqual(ids);
  const many = Array.from({ length: 10_000 }, () => newId());
  expect(new Set(many).size).toBe(many.length);
});

it("makes ids that sort in the order they were made in, within a millisecond too", () => {
  const ids = Array.from({ length: 2_000 }, () => newId(1_700_000_000_000));
  expect([...ids].sort()).toEqual(ids);
});

it("makes UUIDs of version 7", () => {
  for (let i = 0; i < 1_000; i++) expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("reads an id in either case, and nothing that only looks like one", () => {
  const id = newId();
  expect(parseId(id.toUpperCase())).toBe(id);
  for (const no of [
    "",
    "1",
    `${id} `,
    ` ${id}`,
    `${id}\n`,
    `{${id}}`,
    id.replaceAll("-", ""),
    `${id}0`,
    id.slice(1),
    id.replace(/^./, "g"),
    `urn:uuid:${id}`,
    "' OR 1=1 --",
  ])
    expect(parseId(no), no).toBeNull();
  for (const no of [undefined, null, 1, {}, [id]] as unknown[]) expect(parseId(no)).toBeNull();
});
