// A process that does nothing but deliver mail; for tests that kill it. TEST_CLOCK_MS moves its clock ahead.
import { deliverDue } from "../mail";
import { openDatabase } from "../plumbing/db";

const ahead = Number(process.env.TEST_CLOCK_MS ?? 0);
const { now } = Date;
const RealDate = Date;
Date.now = () => now() + ahead;
globalThis.Date = new Proxy(RealDate, { construct: (target, given) => (given.length ? Reflect.construct(target, given) : new target(Date.now())) });

await openDatabase({ migrate: false });
process.stdout.write("ready\n");
for (;;) {
  await deliverDue({ budgetMs: 1_000 }).catch((error: Error) => process.stderr.write(`${error.message}\n`));
  await new Promise((wake) => setTimeout(wake, 50));
}
