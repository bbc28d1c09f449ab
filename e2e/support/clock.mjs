// Loaded before a server of a test: its clock runs ahead by as many milliseconds as the file CLOCK_FILE says.
import { readFileSync, writeFileSync } from "node:fs";

const LOOKS_EVERY_MS = 50;
const file = process.env.CLOCK_FILE;
const RealDate = Date;
const realNow = Date.now;
let ahead = 0;

function look() {
  const text = readFileSync(file, "utf8");
  const wanted = Number(text);
  if (!text || !Number.isFinite(wanted) || wanted === ahead) return; // nothing in it: it is being written
  ahead = wanted;
  if (process.env.NEXT_MANUAL_SIG_HANDLE) writeFileSync(`${file}.heard`, String(ahead)); // the process that answers
}

if (file) {
  RealDate.now = () => realNow() + ahead;
  globalThis.Date = new Proxy(RealDate, { construct: (target, given, made) => Reflect.construct(target, given.length ? given : [target.now()], made) });
  setInterval(look, LOOKS_EVERY_MS).unref();
}
