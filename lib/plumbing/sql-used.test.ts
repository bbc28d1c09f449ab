// What Foyer asks of SQL, beyond what Prisma writes and every engine knows, is listed in docs/operating.md: whoever runs it on another engine can see what
// that engine has to know. Nothing is used that is not in the list, and nothing is in the list that is not used.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const STATEMENT =
  /\b(?:SELECT|INSERT INTO|DELETE FROM|UPDATE "|VACUUM|CHECKPOINT|CREATE (?:TABLE|INDEX|UNIQUE|FUNCTION|TRIGGER|EXTENSION)|ALTER TABLE|LOCK TABLE|array_position|EXISTS \()/;
/** `AS v(id, at)`, `WITH v(id) AS`: no function. */
const NAMES_OF_COLUMNS = /\b(AS|WITH|INTO)\s+[a-z]\w*(?=\s*\()/g;
/** What every engine that calls itself compatible knows. */
const ELEMENTARY = new Set(
  `ACTION ADD ALL ALTER AND ANY AS ASC AT BEGIN BETWEEN BIGINT BOOLEAN BY CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONSTRAINT CREATE CROSS DATE DEFAULT
DELETE DESC DISTINCT DROP ELSE END ESCAPE EXCEPT EXISTS FALSE FIRST FOR FOREIGN FROM FULL GROUP HAVING IF IN INDEX INNER INSERT INTEGER INTERSECT INTERVAL INTO IS
JOIN KEY LAST LEFT LIKE LIMIT NO NOT NULL NULLS OF OFFSET ON OR ORDER OUTER OVER PARTITION PRIMARY REFERENCES RENAME RIGHT ROLLBACK ROW ROWS SELECT SET TABLE TEXT THEN
TO TRUE TYPE UNION UNIQUE UPDATE USING VALUE VALUES VARCHAR WHEN WHERE WITH abs() avg() ceil() coalesce() count() floor() length() lower() max() min() mod() now()
nullif() round() row_number() sum() trim() upper() ::bigint ::bool ::boolean ::date ::int ::integer ::text ::timestamptz ||`.split(/\s+/),
);
const NOT_OURS = /\.test\.tsx?$|^lib\/testing\/|^prisma\/generated\//;

const files = ["lib", "app", "scripts/cli"]
  .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name).replaceAll("\\", "/"))
  .filter((path) => !NOT_OURS.test(path));
const migrations = readdirSync("prisma/migrations", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => readFileSync(join("prisma/migrations", entry.name, "migration.sql"), "utf8"));

/** The strings and templates of a TypeScript file; what is put into a template is left out, and looked through by itself. */
function literals(source: string): string[] {
  const found: string[] = [];
  let i = 0;
  function code(end: string): void {
    for (; i < source.length; i++) {
      const char = source[i] ?? "";
      if (char === end) return;
      if (source.startsWith("//", i)) i = lineEnd();
      else if (source.startsWith("/*", i)) i = source.indexOf("*/", i) + 1;
      else if (char === "/" && /[(,=:[!&|?{};]\s*$|\breturn\s*$/.test(source.slice(Math.max(0, i - 20), i))) pattern();
      else if (char === '"' || char === "'") quoted(char);
      else if (char === "`") template();
      else if (char === "{") inside("}");
    }
  }
  function inside(end: string): void {
    i++;
    code(end);
  }
  const lineEnd = () => (source.indexOf("\n", i) + 1 || source.length + 1) - 1;
  function pattern(): void {
    let inClass = false;
    for (i++; i < source.length && (inClass || source[i] !== "/"); i++) {
      if (source[i] === "\\") i++;
      else if (source[i] === "[") inClass = true;
      else if (source[i] === "]") inClass = false;
    }
  }
  function quoted(quote: string): void {
    const start = ++i;
    for (; i < source.length && source[i] !== quote; i++) if (source[i] === "\\") i++;
    found.push(source.slice(start, i));
  }
  function template(): void {
    let text = "";
    for (i++; i < source.length && source[i] !== "`"; i++) {
      if (source[i] === "\\") i++;
      else if (source.startsWith("${", i)) {
        i++;
        inside("}");
        text += " ";
      } else text += source[i];
    }
    found.push(text);
  }
  code("");
  return found;
}

const ofCode = files.map((path) => {
  const source = readFileSync(path, "utf8");
  return { path, source, statements: literals(source).filter((text) => STATEMENT.test(text)) };
});
const statements = [...ofCode.flatMap((file) => file.statements), ...migrations].map((text) =>
  text
    .replace(/--.*$/gm, "")
    .replace(/"[^"\n]*"/g, " ")
    .replace(/'(?:[^']|'')*'/g, " ")
    .replace(NAMES_OF_COLUMNS, "$1 "),
);

/** Words in capitals, functions, types after `::`, operators beyond arithmetic. */
function wordsOf(text: string): string[] {
  const keywords = text.match(/\b[A-Z][A-Z]+\b/g) ?? [];
  const functions = [...text.matchAll(/\b([a-z][a-z_0-9]*)\s*\(/g)].map(([, name]) => `${name}()`);
  const types = [...text.matchAll(/::\s*([a-z][a-z0-9]*(?:\[\])?)/g)].map(([, name]) => `::${name}`);
  const operators = text.match(/@>|<@|&&|\?\||->>?|#>>?|\|\||<->|%>|<%|!?~\*?/g) ?? [];
  return [...keywords, ...functions, ...types, ...operators];
}

it("finds the statements of every file that has some", () => {
  const has = ofCode.filter(({ source }) => /(?:SELECT|DELETE) .*FROM "|INSERT INTO "|UPDATE "/.test(source.replace(/^\s*(?:\/\/|\*).*$/gm, "")));
  expect(has.length).toBeGreaterThan(20);
  expect(has.filter((file) => file.statements.length === 0).map(({ path }) => path)).toEqual([]);
});

it("asks of the database only what is listed, and lists only what it asks", () => {
  const used = new Set(statements.flatMap(wordsOf).filter((word) => !ELEMENTARY.has(word)));
  const [, section = ""] = readFileSync("docs/operating.md", "utf8").split("<!-- SQL that is used -->");
  const listed = new Set([...section.split("<!-- end -->")[0]!.matchAll(/`([^`]+)`/g)].map(([, word]) => word!));
  expect([...used].filter((word) => !listed.has(word)).toSorted(), "used, and not in docs/operating.md").toEqual([]);
  expect([...listed].filter((word) => !used.has(word)).toSorted(), "in docs/operating.md, and not used").toEqual([]);
});
