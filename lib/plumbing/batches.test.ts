import { describe, expect, it } from "vitest";
import { Batches } from "./batches";

const turn = () => new Promise<void>((done) => setImmediate(done));

/** Batches whose work ends when the test says so. */
function held(limits: { size: number; parallel: number }) {
  const begun: { items: number[]; end(): void; fail(): void }[] = [];
  const batches = new Batches<number, string>(
    (items) =>
      new Promise((resolve, reject) => {
        begun.push({ items, end: () => resolve(items.map((i) => `<${i}>`)), fail: () => reject(new Error("broken")) });
      }),
    limits,
  );
  return { batches, begun, items: () => begun.map((b) => b.items) };
}

describe("what is wanted at the same moment", () => {
  it("is done together, and each gets its own", async () => {
    const { batches, begun, items } = held({ size: 10, parallel: 3 });
    const all = Promise.all([1, 2, 3].map((i) => batches.do(i)));
    await turn();
    expect(items()).toEqual([[1, 2, 3]]);
    begun[0]!.end();
    expect(await all).toEqual(["<1>", "<2>", "<3>"]);
  });

  it("does not wait for what was wanted before, as long as not too much is under way", async () => {
    const { batches, items } = held({ size: 10, parallel: 2 });
    for (const i of [1, 2, 3, 4]) {
      void batches.do(i);
      await turn();
    }
    expect(items()).toEqual([[1], [2]]);
  });

  it("gathers meanwhile, and goes on when something is done", async () => {
    const { batches, begun, items } = held({ size: 2, parallel: 1 });
    const all = [1, 2, 3, 4, 5].map((i) => batches.do(i));
    for (let i = 0; i < 3; i++) {
      await turn();
      expect(items()).toHaveLength(i + 1);
      begun[i]!.end();
      await turn();
    }
    expect(items()).toEqual([[1, 2], [3, 4], [5]]);
    expect(await Promise.all(all)).toEqual(["<1>", "<2>", "<3>", "<4>", "<5>"]);
  });

  it("fails together, and what comes later does not", async () => {
    const { batches, begun } = held({ size: 10, parallel: 1 });
    const all = Promise.allSettled([batches.do(1), batches.do(2)]);
    await turn();
    begun[0]!.fail();
    expect((await all).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const later = batches.do(3);
    await turn();
    begun[1]!.end();
    expect(await later).toBe("<3>");
  });
});
