// A line to somewhere that can be cut, go silent, or be put back: between a server and its database.
import net from "node:net";

export interface Line {
  port: number;
  cut(): void;
  silence(): void;
  /** Cuts everything once, right after so many more messages in either direction, and lets everybody in again at once. */
  cutAfter(messages: number): Promise<void>;
  restore(): void;
  close(): Promise<void>;
}

export async function lineTo(target: number): Promise<Line> {
  let state: "up" | "cut" | "silent" = "up";
  const open = new Set<net.Socket>();
  let countdown: { left: number; done(): void } | null = null;
  const cutAll = () => {
    for (const socket of open) socket.destroy();
  };
  const server = net.createServer((from) => {
    if (state === "cut") return void from.destroy();
    const to = net.connect(target, "127.0.0.1");
    for (const [a, b] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(a);
      a.setNoDelay(); // message by message: else each waits 40 ms for the one before it to be acknowledged
      const forward = messages(a === from, (message) => {
        if (state === "silent" || a.destroyed) return;
        b.write(message);
        if (!countdown || --countdown.left > 0) return;
        const { done } = countdown;
        countdown = null;
        // What was forwarded has to arrive: the answer is lost, not what was asked.
        setTimeout(() => {
          cutAll();
          done();
        }, 1);
      });
      a.on("data", forward);
      a.on("error", () => undefined);
      a.on("close", () => {
        open.delete(a);
        b.destroy();
      });
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    cut() {
      state = "cut";
      cutAll();
    },
    cutAfter: (messages) =>
      new Promise((done) => {
        countdown = { left: messages, done };
      }),
    silence() {
      state = "silent";
    },
    restore() {
      // what was silent stays so: a lost packet does not come back
      if (state === "silent") for (const socket of open) socket.pause();
      state = "up";
    },
    async close() {
      cutAll();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Takes PostgreSQL's protocol apart: a letter and a length, but for the first message of a client. */
function messages(fromClient: boolean, forward: (message: Buffer) => void): (chunk: Buffer) => void {
  let kept = Buffer.alloc(0);
  let greeted = !fromClient;
  return (chunk) => {
    kept = Buffer.concat([kept, chunk]);
    for (;;) {
      const header = greeted ? 1 : 0;
      if (kept.length < header + 4) return;
      const length = header + kept.readInt32BE(header);
      if (kept.length < length) return;
      forward(kept.subarray(0, length));
      kept = kept.subarray(length);
      greeted = true;
    }
  };
}
