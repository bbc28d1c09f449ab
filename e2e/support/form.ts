// Forms as a browser without scripts sends them, for clients that are none.
import http from "node:http";
import type { Answer } from "./request";

const BOUNDARY = "----WebKitFormBoundaryAbCdEf0123456789";

/** A form that was filled in, for later. */
export interface Filled {
  path: string;
  fields: Record<string, string>;
}

const ACTION = "$ACTION_ID_";

export class PlainBrowser {
  readonly cookies = new Map<string, string>();
  /** Its clock, by which cookies grow old. */
  now: () => number = Date.now;
  /** How long it waits for an answer. */
  patienceMs = 60_000;
  private readonly ends = new Map<string, number>();

  constructor(
    readonly port: number,
    readonly host = `club.localhost:${port}`,
    readonly headers: Record<string, string> = {},
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("GET", path, headers);
  }

  /** Fills in the form of a page that has this field, and sends it. */
  async submit(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    return this.post(await this.fill(path, fields), headers);
  }

  /** Opens the page and fills in its form that has this field and says that. */
  async fill(path: string, fields: Record<string, string>, says = ""): Promise<Filled> {
    const page = await this.get(path);
    const [wanted] = Object.keys(fields);
    const form = page.body.match(/<form\b[\s\S]*?<\/form>/g)?.find((f) => (!wanted || f.includes(`name="${wanted}"`)) && f.includes(says));
    if (!form) throw new Error(`No form with ${wanted ?? says} on ${path} (${page.status}).`);
    return { path, fields: { ...hiddenOf(form), ...fields } };
  }

  post({ path, fields }: Filled, headers: Record<string, string> = {}): Promise<Answer> {
    return this.postParts(path, Object.entries(fields), headers);
  }

  /** The same form as the scripts of its page would send it: the arguments come last, and point at what came before. */
  postByScript({ path, fields }: Filled): Promise<Answer> {
    const action = Object.keys(fields).find((name) => name.startsWith(ACTION)) ?? "";
    const entries = Object.entries(fields).filter(([name]) => name !== action);
    const parts = [...entries.map(([name, value]): [string, string] => [`_1_${name}`, value]), ["0", '["$K1"]'] as [string, string]];
    return this.postParts(path, parts, { "next-action": action.slice(ACTION.length), accept: "text/x-component" });
  }

  private postParts(path: string, parts: [string, string][], headers: Record<string, string>): Promise<Answer> {
    const body = parts.map(([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join("");
    const type = { "content-type": `multipart/form-data; boundary=${BOUNDARY}`, origin: `http://${this.host}` };
    return this.send("POST", path, { ...type, ...headers }, `${body}--${BOUNDARY}--\r\n`);
  }

  send(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
    for (const [name, end] of this.ends) if (end <= this.now()) this.forget(name);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const options = { host: "127.0.0.1", port: this.port, path, method, agent: false, timeout: this.patienceMs };
    const all = { host: this.host, ...this.headers, ...(cookie && { cookie }), ...headers };
    return new Promise((resolve, reject) => {
      const request = http.request({ ...options, headers: all }, (response) => {
        const chunks: Buffer[] = [];
        for (const set of response.headers["set-cookie"] ?? []) this.keep(set);
        response.on("error", reject);
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }));
      });
      request.on("error", reject);
      request.on("timeout", () => request.destroy(new Error(`No answer to ${method} ${path}.`)));
      request.end(body);
    });
  }

  private keep(set: string): void {
    const [pair = ""] = set.split(";");
    const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    this.forget(name);
    if (value === "" || /max-age=0/i.test(set)) return;
    this.cookies.set(name, value);
    const maxAge = /max-age=(\d+)/i.exec(set)?.[1];
    if (maxAge) this.ends.set(name, this.now() + Number(maxAge) * 1_000);
  }

  private forget(name: string): void {
    this.cookies.delete(name);
    this.ends.delete(name);
  }
}

function hiddenOf(form: string): Record<string, string> {
  const inputs = [...form.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(([tag]) => tag);
  return Object.fromEntries(inputs.map((tag) => [attribute(tag, "name"), attribute(tag, "value")]));
}

const attribute = (tag: string, name: string): string =>
  (new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "")
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
