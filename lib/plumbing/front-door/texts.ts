// What the front door says itself: a small page in the product's look for people, a problem document for programs (RFC 9457).
import type { Reason } from "./rules";

const TEXTS: Record<Reason, [title: string, detail: string]> = {
  bad_request: ["That request made no sense", "The server could not read it. Please try again."],
  sign_in: ["Please sign in first", "This is for people who are signed in."],
  not_allowed: ["You can't do that", "Ask somebody with more rights, or go back."],
  stale: ["This page is out of date", "Please go back, load it again, and repeat what you did."],
  limited: ["Too many requests", "Please wait a moment and try again."],
  bad_host: ["There is nothing here", "Please check the address, or use the link from your mail."],
  bad_path: ["That address does not work", "Please check it, or use the link from your mail."],
  not_found: ["There is nothing here", "Please check the address, or use the link from your mail."],
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

/** For an answer that came without words. */
export function reasonOf(status: number, method: string | undefined): Reason {
  const reasons: Record<number, Reason> = {
    401: "sign_in",
    403: "not_allowed",
    404: method === "POST" ? "stale" : "not_found",
    405: "method",
    408: "too_slow",
    409: "stale",
    413: "too_large",
    415: "content_type",
    421: "bad_host",
    429: "limited",
    503: "unavailable",
  };
  return reasons[status] ?? (status >= 500 ? "fault" : "bad_request");
}

export function problemDocument(status: number, reason: Reason, requestId: string): string {
  const [title, detail] = TEXTS[reason];
  return JSON.stringify({ type: "about:blank", title, status, detail, reason, requestId });
}

/** Complete in itself: nothing of the portal may work when this is shown. */
export function page(status: number, reason: Reason, requestId: string, nonce: string, again: boolean): string {
  const [title, detail] = TEXTS[reason];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style nonce="${nonce}">
body{margin:0;font:16px/1.5 ui-sans-serif,system-ui,sans-serif;background:Canvas;color:CanvasText}
main{max-width:28rem;margin:0 auto;padding:max(4rem,18vh) 1rem 4rem;text-align:center}
h1{font-size:1.25rem;letter-spacing:-.01em;margin:0}
p{margin:.5rem 0 0;opacity:.75}
a{display:inline-block;margin-top:1.5rem;padding:.75rem 1.25rem;border-radius:.75rem;background:CanvasText;color:Canvas;font-weight:500;text-decoration:none}
small{display:block;margin-top:1.5rem;font:.75rem ui-monospace,monospace;opacity:.6}
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${detail}</p>
${again ? '<a href="">Try again</a>' : ""}
<small>${status} · ${requestId}</small>
</main>
</body>
</html>
`;
}
