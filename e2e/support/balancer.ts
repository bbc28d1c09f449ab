// A balancer in front of several servers: each connection goes to the next of them.
import net from "node:net";

export interface Balancer {
  port: number;
  /** One more server, from the next connection on. */
  add(port: number): void;
  /** How many connections each of them got. */
  served(): number[];
  close(): Promise<void>;
}

export async function balancerTo(port: number): Promise<Balancer> {
  const targets: { port: number; served: number }[] = [];
  const open = new Set<net.Socket>();
  let turn = 0;
  const server = net.createServer((from) => {
    const target = targets[turn++ % targets.length];
    if (!target) return void from.destroy();
    target.served++;
    const to = net.connect(target.port, "127.0.0.1");
    for (const socket of [from, to]) {
      open.add(socket);
      socket.on("close", () => open.delete(socket));
      socket.on("error", () => {
        from.destroy();
        to.destroy();
      });
    }
    from.pipe(to);
    to.pipe(from);
  });
  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  return {
    port,
    add: (target) => void targets.push({ port: target, served: 0 }),
    served: () => targets.map(({ served }) => served),
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
