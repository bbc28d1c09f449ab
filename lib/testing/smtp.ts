// A mail server for tests that takes letters, refuses them, or vanishes at a chosen moment.

import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

/** `vanish_before`: gone when the letter begins; `vanish_after`: gone when all of it was taken, without an answer. */
export type SmtpBehaviour = "ok" | "vanish_before" | "vanish_after" | "hang_after" | { rcpt: string } | { data: string };

export interface SmtpServer {
  url: string;
  letters: { from: string; to: string[]; raw: string }[];
  next(...behaviours: SmtpBehaviour[]): void;
  close(): Promise<void>;
}

export async function startSmtp(): Promise<SmtpServer> {
  const letters: SmtpServer["letters"] = [];
  const queue: SmtpBehaviour[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    converse(
      socket,
      () => queue.shift() ?? "ok",
      (letter) => letters.push(letter),
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letters,
    next: (...behaviours) => void queue.push(...behaviours),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function converse(socket: Socket, behave: () => SmtpBehaviour, keep: (letter: SmtpServer["letters"][number]) => void): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let [from, to, buffer, inData] = ["", [] as string[], "", false];
  let behaviour: SmtpBehaviour = "ok";
  say("220 test");
  socket.on("data", (chunk) => {
    buffer += chunk.toString("utf8");
    for (;;) {
      const end = buffer.indexOf(inData ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + (inData ? 5 : 2));
      if (inData) {
        inData = false;
        if (behaviour === "hang_after") return;
        if (behaviour === "vanish_after") return void socket.destroy();
        if (typeof behaviour === "object" && "data" in behaviour) say(behaviour.data);
        else {
          keep({ from, to, raw: line });
          say("250 taken");
        }
      } else if (/^(EHLO|HELO)/i.test(line)) say("250 test");
      else if (/^MAIL FROM:/i.test(line)) {
        behaviour = behave();
        [from, to] = [line.slice(10), []];
        say("250 ok");
      } else if (/^RCPT TO:/i.test(line)) {
        to.push(line.slice(8));
        say(typeof behaviour === "object" && "rcpt" in behaviour ? behaviour.rcpt : "250 ok");
      } else if (/^DATA/i.test(line)) {
        if (behaviour === "vanish_before") return void socket.destroy();
        inData = true;
        say("354 go on");
      } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
      else say("250 ok");
    }
  });
}
