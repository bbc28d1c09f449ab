// A client without cookies or scripts, for any host of the server: names under localhost are not resolved everywhere.
import http from "node:http";

const port = Number(process.env.E2E_PORT ?? 3917);

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export function ask(
  slug: string | null,
  path: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const host = `${slug ? `${slug}.` : ""}localhost:${port}`;
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, path, method, headers: { host, ...headers }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }));
    });
    request.on("error", reject);
    request.end(body);
  });
}
