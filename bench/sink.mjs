// Where all mails end: speaks as much of Resend's API as Foyer needs, and takes { to, url } from the others. Answers at once.
import { randomUUID } from "node:crypto";
import http from "node:http";

const WAIT_MS = 60_000;

export function startSink() {
  /** What came for whom, by subject; the newest last. */
  const boxes = new Map();
  let waiting;
  const box = (name) => boxes.get(name) ?? boxes.set(name, { links: new Map(), count: 0, lastAt: 0 }).get(name);

  function put(name, to, url) {
    const own = box(name);
    own.links.set(to, url);
    own.count++;
    own.lastAt = performance.now();
    if (waiting && own.count >= waiting.until) waiting.done();
  }

  const server = http.createServer((req, res) => {
    let body = "";
    req.setEncoding("utf8");
    req.on("data", (chunk) => (body += chunk));
    req.on("end", () => {
      const answer = (value) => res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
      const [, name, ...rest] = req.url.split("/");
      const what = rest.join("/").split("?")[0];
      if (req.method === "GET") return answer({ object: "list", has_more: false, data: [{ id: "d", name: "example.com", status: "verified" }] });
      const mails = JSON.parse(body);
      const ids = [mails].flat().map((mail) => {
        const url = mail.url ?? /https?:\/\/\S+\/magic-login\/[\w.-]+/.exec(mail.text)?.[0];
        if (url) put(name, [mail.to].flat()[0], url);
        return { id: randomUUID() };
      });
      answer(what === "emails/batch" ? { data: ids } : ids[0]);
    });
  });

  return new Promise((resolve) => {
    server.keepAliveTimeout = 60_000;
    server.listen(0, "127.0.0.1", () =>
      resolve({
        url: (name) => `http://127.0.0.1:${server.address().port}/${name}`,
        open: (name) => Object.assign(box(name), { links: new Map(), count: 0, lastAt: 0 }),
        /** Until so many letters with a link are there; a lost one ends the run. */
        async filled(name, count) {
          if (box(name).count < count) {
            await new Promise((done, fail) => {
              const timer = setTimeout(() => fail(new Error(`Of ${count} mails of ${name} ${count - box(name).count} never came.`)), WAIT_MS);
              const stop = () => {
                clearTimeout(timer);
                done();
              };
              waiting = { until: count, done: stop };
            });
            waiting = undefined;
          }
          return box(name);
        },
        stop: () => server.closeAllConnections() ?? server.close(),
      }),
    );
  });
}
