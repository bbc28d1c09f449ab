// Many rows, removed or changed a few at a time, with as long a rest after each batch as it took: nobody waits for a cleanup.
import { sql } from "./db";

/** The statement's own limit; it returns a row for each it touched. */
export const BATCH_ROWS = 1_000;
const MAX_BATCHES = 100;

/** Gives how many. What is left after so many batches waits for the next time. */
export async function inBatches(statement: string, values: unknown[]): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const began = performance.now(); // a clock that is put forward meanwhile must not become a rest of hours
    const { length } = await sql(statement, values);
    total += length;
    if (length < BATCH_ROWS) break;
    await new Promise((rested) => setTimeout(rested, performance.now() - began));
  }
  return total;
}
