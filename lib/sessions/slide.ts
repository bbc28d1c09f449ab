// A server component can't set cookies, so the row slides and the cookie would not: it is renewed with the answer (SPEC S2).
import { cookieNames, cookieOptions, renewalS } from "../cookies";
import { cookieLifeS } from "./cookie";

/** What to set when a browser comes with these cookies: its own session cookie again, for longer, now and then. No query. */
export function slidingCookies(cookieHeader: string | undefined, secure: boolean): string[] {
  if (!cookieHeader) return [];
  const names = cookieNames(secure);
  const sent = new Map(
    cookieHeader.split(";").map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
  const session = sent.get(names.session);
  const lifeS = session ? cookieLifeS(session) : null;
  // Of a session that lives as long: the note of a member's month says nothing of the staff's twelve hours that came after it.
  if (!session || !lifeS || sent.get(names.seen) === String(lifeS)) return [];
  return [written(names.session, session, secure, lifeS), written(names.seen, String(lifeS), secure, renewalS(lifeS))];
}

function written(name: string, value: string, secure: boolean, maxAgeS: number): string {
  const { path, maxAge, sameSite, httpOnly } = cookieOptions(secure, maxAgeS);
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; SameSite=${sameSite}${httpOnly ? "; HttpOnly" : ""}${secure ? "; Secure" : ""}`;
}
