// Somebody who wants to get in, whatever happens: asks, waits for the mail, opens the link, and looks at the portal. Notes what was promised to them.

import type { Random } from "@/lib/testing/random";
import { PlainBrowser } from "../../e2e/support/form";
import type { Answer } from "../../e2e/support/request";
import { pause } from "./server";
import type { Person, World } from "./world";

export const STEPS = ["asking", "resolving", "sending", "redeeming", "visiting"] as const;
export type Step = (typeof STEPS)[number] | "importing";

export interface Journey {
  person: Person;
  /** How often "check your email" was answered. */
  promised: number;
  /** Asked, and the answer was lost or said that nobody knows. */
  unanswered: number;
  session: string | null;
  /** Links that were spent, and the answer with the session was lost. */
  lost: number;
  refused: number;
  finishedAt: number;
  /** What must not happen. */
  wrong: string[];
}

const AGAIN_MS = 100;
const PATIENCE_MS = 20_000;
const MAIL_PATIENCE_MS = 90_000;
/** Where the clock may have gone past all the time a link has: then nothing comes, and one asks again. */
const CLOCK_PATIENCE_MS = 8_000;
const LINK = /\/magic-login\/([0-9A-Za-z]+)/;
/** "Not now", in the words of HTTP. */
const LATER = [503, 429];

/** `at` is told of each step as it begins. */
export async function journey(world: World, random: Random, at: (step: Step) => unknown, until: number): Promise<Journey> {
  const person = await world.newMember();
  const way: Way = { world, person, at, until, browser: browserOf(world, random), story: newStory(person) };
  try {
    for (let tries = 0; !way.story.session && tries < 5; tries++) await comeIn(way);
    if (!way.story.session) way.story.wrong.push("never came in");
    else await look(way);
  } catch (error) {
    way.story.wrong.push((error as Error).message);
  }
  way.story.finishedAt = Date.now();
  return way.story;
}

interface Way {
  world: World;
  person: Person;
  at(step: Step): unknown;
  until: number;
  browser: PlainBrowser;
  story: Journey;
}

const newStory = (person: Person): Journey => ({ person, promised: 0, unanswered: 0, session: null, lost: 0, refused: 0, finishedAt: 0, wrong: [] });

function browserOf(world: World, random: Random): PlainBrowser {
  const { port } = world.servers[Math.floor(random() * world.servers.length)]!;
  const browser = new PlainBrowser(port, world.host, { "x-forwarded-for": "203.0.113.9" });
  browser.patienceMs = PATIENCE_MS;
  return browser;
}

async function comeIn(way: Way): Promise<void> {
  const { story } = way;
  const { sent, calls } = way.world.provider;
  const before = { sent: sent.length, calls: calls.length };
  await ask(way);
  const token = await mailTo(way, before);
  if (!token) return;
  const path = `/magic-login/${token}`;
  for (;;) {
    const page = await persist(way, () => way.browser.get(path), [200, 404, 410]);
    if (!page.body.includes('name="token"')) {
      story.lost++; // spent by a try whose answer never came
      return;
    }
    way.at("redeeming");
    const answer = await once(way, () => way.browser.submit(path, { token }));
    story.session = way.browser.cookies.get("foyer.session") ?? null;
    if (story.session) return;
    if (answer && !LATER.includes(answer.status) && answer.status !== 303) story.wrong.push(`redeeming was answered ${answer.status}`);
    await again(way);
  }
}

async function ask(way: Way): Promise<void> {
  const { story, browser } = way;
  for (;;) {
    way.at("asking");
    const answer = await once(way, () => browser.submit("/sign-in", { email: story.person.email }));
    if (answer?.status === 303 && answer.headers.location?.endsWith("/check-your-email")) {
      story.promised++;
      way.at("resolving");
      return;
    }
    if (!answer || LATER.includes(answer.status)) story.unanswered++;
    else story.wrong.push(`asking was answered ${answer.status}`);
    await again(way);
  }
}

/** Looks only at what has come since. null: it is time to ask again. */
async function mailTo(way: Way, before: { sent: number; calls: number }): Promise<string | null> {
  const { sent, calls } = way.world.provider;
  const { email } = way.person;
  const until = Math.min(way.until, Date.now() + (way.world.clockMoves ? CLOCK_PATIENCE_MS : MAIL_PATIENCE_MS));
  let told = false;
  for (let seen = before.calls; ; ) {
    for (; !told && seen < calls.length; seen++) told = calls[seen]!.body.includes(`"${email}"`);
    if (told) way.at("sending");
    const mail = sent.slice(before.sent).findLast(({ to, text }) => to[0] === email && LINK.test(text));
    const token = mail?.text.match(LINK)?.[1];
    if (token) return token;
    if (Date.now() > until && way.world.clockMoves) return null;
    if (Date.now() > until) throw new Error("no mail came");
    await pause(5);
  }
}

async function look(way: Way): Promise<void> {
  way.at("visiting");
  const page = await persist(way, () => way.browser.get("/"), [200, 303, 307]);
  if (page.status !== 200 || !page.body.includes(way.person.name)) way.story.wrong.push(`signed in, and the portal answered ${page.status}`);
}

/** Until it is one of these answers; anything else but "not now" is wrong. */
async function persist(way: Way, work: () => Promise<Answer>, good: number[]): Promise<Answer> {
  for (;;) {
    const answer = await once(way, work);
    if (answer && good.includes(answer.status)) return answer;
    if (answer && !LATER.includes(answer.status)) way.story.wrong.push(`a page was answered ${answer.status}`);
    await again(way);
  }
}

/** null: no answer, or half of one. */
async function once(way: Way, work: () => Promise<Answer>): Promise<Answer | null> {
  const answer = await work().catch(() => null);
  if (answer && LATER.includes(answer.status)) way.story.refused++;
  return answer;
}

async function again(way: Way): Promise<void> {
  if (Date.now() > way.until) throw new Error("gave up");
  await pause(AGAIN_MS);
}
