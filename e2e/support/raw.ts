// Bytes on a line, as no well-behaved client would send them, and what comes back.
import net from "node:net";

const port = Number(process.env.E2E_PORT ?? 3917);

export interface RawAnswer {
  /** 0: the line was closed, or stayed open, without an answer. */
  status: number;
  headers: Record<string, string>;
  body: string;
  ms: number;
}

export interface RawOptions {
  to?: number;
  waitMs?: number;
  /** What to do on the open line after the first bytes. */
  goOn?: (socket: net.Socket) => void;
}

export function raw(bytes: string | Buffer, { to = port, waitMs = 60_000, goOn }: RawOptions = {}): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const began = Date.now();
    let received = "";
    const socket = net.connect(to, "127.0.0.1", () => {
      socket.write(bytes);
      goOn?.(socket);
    });
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ...read(received), ms: Date.now() - began });
    };
    const timer = setTimeout(done, waitMs);
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("close", done);
  });
}

function read(received: string): Omit<RawAnswer, "ms"> {
  const end = received.indexOf("\r\n\r\n");
  const [first = "", ...lines] = received.slice(0, end === -1 ? undefined : end).split("\r\n");
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
  return { status: Number(/^HTTP\/1\.\d (\d{3})/.exec(first)?.[1] ?? 0), headers, body: end === -1 ? "" : received.slice(end + 4) };
}

/** A request as text: a line, a host, and whatever else. */
export function request(line: string, headers: Record<string, string> = {}, body = "", host = `club.localhost:${port}`): string {
  const all = { host, connection: "close", ...(body && { "content-length": String(Buffer.byteLength(body)) }), ...headers };
  return `${line} HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n${body}`;
}
