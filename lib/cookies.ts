// The names and habits of our cookies (SPEC S1, L5). On https they are bound to their host by the `__Host-` prefix.

export interface CookieNames {
  session: string;
  attempt: string;
  device: string;
  /** Marks that the session cookie's age was renewed lately (proxy.ts). */
  seen: string;
}

export function cookieNames(secure: boolean): CookieNames {
  const prefix = secure ? "__Host-foyer" : "foyer";
  return { session: `${prefix}.session`, attempt: `${prefix}.attempt`, device: `${prefix}.device`, seen: `${prefix}.seen` };
}

export const cookieOptions = (secure: boolean, maxAgeS: number) => ({ httpOnly: true, secure, sameSite: "lax", path: "/", maxAge: maxAgeS }) as const;

/** Browsers keep no cookie longer than this. */
export const DEVICE_MAX_AGE_S = 400 * 86_400;

/** The session cookie is renewed this many times in its life, without asking the database. */
const RENEWALS_IN_A_LIFE = 60;
export const renewalS = (lifeS: number): number => Math.round(lifeS / RENEWALS_IN_A_LIFE);
