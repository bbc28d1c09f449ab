// A page that is complete in itself: no script, no file, nothing of the portal has to work when it is shown.
import { accentColours, DEFAULT_ACCENT } from "../../values/colour";
import { type Mode, PALETTE } from "../../values/palette";
import type { Reason } from "./rules";
import { TEXTS } from "./texts";

/** Whose page it is, where that is known. */
export interface PageBrand {
  name: string;
  tagline: string | null;
  accent: string;
  logoLight: string | null;
  logoDark: string | null;
}

export interface PageOptions {
  status: number;
  reason: Reason;
  requestId: string;
  nonce: string;
  brand?: PageBrand | null;
  /** Where to go on: the same address again, or a start page. */
  next?: "again" | "/" | "/dashboard";
}

export function page({ status, reason, requestId, nonce, brand, next }: PageOptions): string {
  const [title, detail] = TEXTS[reason];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${[title, brand?.name]
    .filter(Boolean)
    .map((part) => escaped(part))
    .join(" · ")}</title>
<style nonce="${nonce}">${styles(brand?.accent ?? DEFAULT_ACCENT)}</style>
</head>
<body>
<main>
${brand ? head(brand) : ""}<div class="card">
<h1>${title}</h1>
<p>${detail}</p>
${next === "again" ? '<a href="">Try again</a>\n' : next ? `<a href="${next}">Go to the start page</a>\n` : ""}</div>
<small>${status} · ${requestId}</small>
</main>
</body>
</html>
`;
}

const escaped = (text = ""): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function head({ name, tagline, logoLight, logoDark }: PageBrand): string {
  const [light, dark] = [logoLight ?? logoDark, logoDark ?? logoLight];
  const logo =
    light && dark ? `<picture><source srcset="${escaped(dark)}" media="(prefers-color-scheme:dark)"><img src="${escaped(light)}" alt=""></picture>\n` : "";
  return `<header>\n${logo}<b>${escaped(name)}</b>\n${tagline ? `<span>${escaped(tagline)}</span>\n` : ""}</header>\n`;
}

function styles(accent: string): string {
  const colours = (mode: Mode) => {
    const { canvas, surface, line, ink, muted } = PALETTE[mode];
    const all = { canvas, surface, line, ink, muted, ...accentColours(accent, mode) };
    return Object.entries(all)
      .map(([name, value]) => `--${name}:${value}`)
      .join(";");
  };
  return `
:root{${colours("light")}}
@media (prefers-color-scheme:dark){:root{${colours("dark")}}}
*{box-sizing:border-box;margin:0}
body{min-height:100dvh;font:.9375rem/1.5rem ui-sans-serif,system-ui,sans-serif;background:radial-gradient(48rem 22rem at 50% -6rem,var(--accent-soft),transparent) no-repeat var(--canvas);color:var(--ink)}
main{max-width:27rem;margin:0 auto;padding:clamp(2rem,11vh,7rem) 1rem 1.5rem}
header{display:grid;justify-items:center;text-align:center;margin-bottom:2rem}
header img{height:3rem;max-width:14rem;margin-bottom:.875rem}
header span,p{color:var(--muted)}
.card{background:var(--surface);border:1px solid var(--line);border-radius:1rem;padding:2rem;overflow-wrap:break-word}
h1{font-size:1.25rem;line-height:1.75rem;letter-spacing:-.01em;margin-bottom:.375rem}
a{display:block;margin-top:1.5rem;padding:.75rem;border:1px solid var(--accent-edge);border-radius:.625rem;background:var(--accent);color:var(--accent-ink);font-weight:500;text-align:center;text-decoration:none}
a:hover{background:var(--accent-hover)}
a:focus-visible{outline:2px solid var(--accent-text);outline-offset:2px}
small{display:block;margin-top:1.5rem;text-align:center;font:.75rem/1rem ui-monospace,monospace;color:var(--muted)}
`;
}
