// The load: so many connections, each with the next question as soon as it has its answer, as browsers behind one proxy would ask.
import http from "node:http";

const USER_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
const BROWSER = { "user-agent": USER_AGENT, accept: "text/html,application/json;q=0.9,*/*;q=0.8", "accept-language": "en", "accept-encoding": "gzip, deflate" };
const TIMEOUT_MS = 30_000;

/** One network per call: limits count per network, and a busy portal's visitors are not all of one. */
export const someAddress = () => `10.${byte()}.${byte()}.${byte()}`;
const byte = () => 1 + Math.floor(Math.random() * 254);

export class Client {
  constructor(port, connections) {
    this.port = port;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: connections, scheduling: "fifo" });
  }

  /** Resolves with status, headers and, where it is wanted, the text. */
  ask(path, { method = "GET", headers = {}, body, wantsText = false } = {}) {
    return new Promise((resolve, reject) => {
      const all = {
        host: `localhost:${this.port}`,
        ...BROWSER,
        "x-forwarded-for": someAddress(),
        ...headers,
        ...(wantsText && { "accept-encoding": "identity" }),
        ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
      };
      const request = http.request({ host: "127.0.0.1", port: this.port, path, method, headers: all, agent: this.agent, timeout: TIMEOUT_MS }, (response) => {
        const chunks = [];
        if (wantsText) response.on("data", (chunk) => chunks.push(chunk));
        else response.resume();
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString("utf8") }));
      });
      request.on("timeout", () => request.destroy(new Error(`${method} ${path} took more than ${TIMEOUT_MS} ms`)));
      request.on("error", reject);
      request.end(body);
    });
  }

  close() {
    this.agent.destroy();
  }
}

/** Work side by side until the time is over or `next` has nothing more; how many, how long each took, how long all. */
export async function load(connections, ms, next, work) {
  const took = [];
  const startedAt = performance.now();
  const line = async () => {
    while (performance.now() - startedAt < ms) {
      const item = next();
      if (item === undefined) return;
      const at = performance.now();
      await work(item);
      took.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: connections }, line));
  return { count: took.length, took, ms: performance.now() - startedAt, startedAt };
}

/** The cookies of an answer, added to those a browser has. */
export function keepCookies(jar, headers) {
  for (const set of headers["set-cookie"] ?? []) {
    const [pair] = set.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "" || /max-age=0(?:;|$)/i.test(set)) delete jar[name];
    else jar[name] = value;
  }
  return jar;
}

export const cookieHeader = (jar) =>
  Object.entries(jar)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");

const BOUNDARY = "----WebKitFormBoundaryAbCdEf0123456789";

/** A form as a browser without scripts sends it. */
export const formPost = (fields, headers = {}) => ({
  method: "POST",
  headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}`, ...headers },
  body: `${Object.entries(fields)
    .map(([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join("")}--${BOUNDARY}--\r\n`,
});

/** The hidden fields of the form that has this field or words in it. */
export function hiddenFields(html, has) {
  const form = html.match(/<form\b[\s\S]*?<\/form>/g)?.find((f) => f.includes(has));
  if (!form) throw new Error(`There is no form with ${has}.`);
  return Object.fromEntries([...form.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [attribute(tag, "name"), attribute(tag, "value")]));
}

const attribute = (tag, name) =>
  (new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

export function mustBe(answer, status, what) {
  if (answer.status !== status) throw new Error(`${what} answered ${answer.status} instead of ${status}. ${answer.text?.slice(0, 300) ?? ""}`);
  return answer;
}
