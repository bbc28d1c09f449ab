// A file with people nobody has seen before, for imports that are measured.

const CHUNK_ROWS = 500;

/** `run` tells one file's people from another's. */
export async function* sheet(rows: number, run: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from("Name,Email,Partner email,Phone,Company,Tags,Note,External id\n");
  for (let from = 0; from < rows; from += CHUNK_ROWS)
    yield Buffer.from(Array.from({ length: Math.min(CHUNK_ROWS, rows - from) }, (_, k) => lineOf(from + k, run)).join(""));
}

/** Every tenth has a partner, and every third a note of two lines. */
function lineOf(i: number, run: string): string {
  const partner = i % 10 ? "" : `partner.${i}.run-${run}@example.net`;
  const note = i % 3 ? "" : `"Met in ${1990 + (i % 30)},\nprefers a call, says ""hello"""`;
  return `Zoë Import ${i},zoe.${i}.run-${run}@example.com,${partner},+4520${String(i).padStart(6, "0")},Import ${i % 2_000} Ltd,"Imported, Batch ${i % 7}",${note},${run}-${i}\n`;
}
