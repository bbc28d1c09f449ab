// Whose page a call comes from. Tabs share a cookie: a page that was shown to one person must not act for another (CHECKS S22).

/** A header of every call that a page makes for somebody signed in: who that was when it was shown. In an answer: somebody else. */
export const SHOWN_TO = "foyer-shown-to";

const DIGEST = "FOYER_SOMEBODY_ELSE";

/** Its digest is all a browser gets to see of it. */
export class SomebodyElse extends Error {
  readonly digest = DIGEST;
  constructor() {
    super("The page was shown to somebody else.");
  }
}

export const isSomebodyElse = (error: unknown): boolean => error instanceof Object && "digest" in error && error.digest === DIGEST;
