// What the front door says itself: a problem document for programs (RFC 9457), a page for people (page.ts).
import type { Reason } from "./rules";

export const TEXTS: Record<Reason, [title: string, detail: string]> = {
  bad_request: ["That request made no sense", "The server could not read it. Please go back and try again."],
  sign_in: ["Please sign in first", "This is for people who are signed in."],
  not_allowed: ["You can't do that", "Ask somebody with more rights, or go back."],
  stale: ["This page is out of date", "Please go back, load it again, and repeat what you did."],
  limited: ["Too many requests", "Please wait a moment and try again."],
  bad_host: ["There is nothing here", "Please check the address, or use the link from your mail."],
  bad_path: ["That address does not work", "Please check it, or use the link from your mail."],
  not_found: ["There is nothing here", "Please check the address, or use the link from your mail."],
  missing: ["This page was not found", "It may have moved, or it belongs to somebody else."],
  method: ["That is not possible here", "Please go back and try it from the page itself."],
  other_site: ["That came from another site", "For your safety it was not done. Please open the page here and try again."],
  insecure: ["That came over an open line", "Please use the https address."],
  content_type: ["That could not be read", "It was sent in a form that is not understood here. Please go back and try it from the page itself."],
  too_large: ["That is too large", "Please send less at once."],
  too_long: ["That address is too long", "Please check it, or use the link from your mail."],
  headers: ["Your browser sent too much at once", "Clearing the cookies of this site usually helps."],
  expectation: ["That is not possible here", "Please go back and try it from the page itself."],
  too_slow: ["That took too long", "The connection was too slow. Please try again."],
  fault: ["Something did not work on our side", "Nothing is lost. Please try again in a moment."],
  unavailable: ["We will be right back", "The portal can't reach its data at the moment. Nothing is lost. Please try again in a moment."],
};

const BY_STATUS: Record<number, Reason> = {
  401: "sign_in",
  403: "not_allowed",
  404: "missing",
  405: "method",
  408: "too_slow",
  409: "stale",
  413: "too_large",
  415: "content_type",
  421: "bad_host",
  429: "limited",
  503: "unavailable",
};

/** For an answer that came without words. */
export const reasonOf = (status: number): Reason => BY_STATUS[status] ?? (status >= 500 ? "fault" : "bad_request");

export function problemDocument(status: number, reason: Reason, requestId: string): string {
  const [title, detail] = TEXTS[reason];
  return JSON.stringify({ type: "about:blank", title, status, detail, reason, requestId });
}
