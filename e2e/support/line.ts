// A line to somewhere that can be cut, go silent, or be put back: between a server and its database.
import net from "node:net";

export interface Line {
  port: number;
  cut(): void;
  silence(): void;
  restore(): void;
  close(): Promise<void>;
}

export async function lineTo(target: number): Promise<Line> {
  let state: "up" | "cut" | "silent" = "up";
  const open = new Set<net.Socket>();
  const server = net.createServer((from) => {
    if (state === "cut") return void from.destroy();
    const to = net.connect(target, "127.0.0.1");
    for (const [a, b] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(a);
      a.on("data", (chunk) => state !== "silent" && b.write(chunk));
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
      for (const socket of open) socket.destroy();
    },
    silence() {
      state = "silent";
    },
    restore() {
      // what was silent stays so: a lost packet does not come back
      if (state === "silent") for (const socket of open) socket.pause();
      state = "up";
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
