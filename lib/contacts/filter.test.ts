import { expect, it } from "vitest";
import { newId } from "../values/id";
import { parseQuery, parseSelection, queryString, selectionFields } from "./filter";

const parametersOf = (fields: Iterable<[string, string]>) => {
  const parameters: Record<string, string[]> = {};
  for (const [name, value] of fields) (parameters[name] ??= []).push(value);
  return parameters;
};

it("an address and what it says are the same, there and back", () => {
  for (const address of ["", "q=ada", "q=%25_&status=inactive&seen=not90", `tag=${newId()}&sort=seen-asc&from=abc`, "signed-in=never&sort=name-desc"]) {
    const query = parseQuery(parametersOf(new URLSearchParams(address)))!;
    expect(new URLSearchParams(queryString(query)).toString()).toBe(new URLSearchParams(address).toString());
  }
});

it("what makes no sense is no query", () => {
  for (const address of ["status=odd", "sort=email", "sort=name-up", "tag=1", "company=x", "seen=8"])
    expect(parseQuery(parametersOf(new URLSearchParams(address)))).toBeNull();
});

it("what was ticked, or all of a list, and nothing else", () => {
  const ids = [newId(), newId()];
  expect(parseSelection({ id: ids })).toEqual({ ids });
  expect(parseSelection({ id: ids[0] })).toEqual({ ids: [ids[0]] });
  expect(parseSelection({ q: "ada" })).toBeNull();
  expect(parseSelection({ q: "ada", all: "1", id: ids })).toMatchObject({ search: "ada" });
  expect(parseSelection({ q: "ada", all: "1", id: ids })?.ids).toBeUndefined();
  expect(parseSelection({ status: "odd", all: "1" })).toBeNull();
  expect(parseSelection({ id: ["1"] })).toBeNull();
  expect(parseSelection({ id: Array.from({ length: 1_001 }, newId) })).toBeNull();
  for (const filter of [{ ids }, { search: "ada", status: "inactive" as const }, {}])
    expect(parseSelection(parametersOf(selectionFields(filter)))).toEqual(expect.objectContaining(filter));
});
