// Forms as a browser without scripts sends them, for clients that are none.
import http from "node:http";
import type { Answer } from "./request";

const BOUNDARY = "----WebKitFormBoundaryAbCdEf0123456789";

export class PlainBrowser {
  readonly cookies = new Map<string, string>();

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
    const page = await this.get(path);
    const [wanted] = Object.keys(fields);
    const form = page.body.match(/<form\b[\s\S]*?<\/form>/g)?.find((f) => !wanted || f.includes(`name="${wanted}"`));
    if (!form) throw new Error(`No form with ${wanted} on ${path} (${page.status}).`);
    const all = { ...hiddenOf(form), ...fields };
    const body = `${Object.entries(all)
      .map(([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join("")}--${BOUNDARY}--\r\n`;
    return this.send("POST", path, { "content-type": `multipart/form-data; boundary=${BOUNDARY}`, origin: `http://${this.host}`, ...headers }, body);
  }

  send(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const options = { host: "127.0.0.1", port: this.port, path, method, agent: false };
    const all = { host: this.host, ...this.headers, ...(cookie && { cookie }), ...headers };
    return new Promise((resolve, reject) => {
      const request = http.request({ ...options, headers: all }, (response) => {
        const chunks: Buffer[] = [];
        for (const set of response.headers["set-cookie"] ?? []) this.keep(set);
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }));
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  private keep(set: string): void {
    const [pair = ""] = set.split(";");
    const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    if (value === "" || /max-age=0/i.test(set)) this.cookies.delete(name);
    else this.cookies.set(name, value);
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
