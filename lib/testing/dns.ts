// A DNS server for tests: answers TXT, A and CNAME questions from maps, or misbehaves for a name. Speaks just enough of RFC 1035, over UDP and TCP.
import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

/** Texts; or silence, an answer that makes no sense, one that points at itself, one far too large, a server in trouble. */
export type DnsAnswer = string[] | "silence" | "garbage" | "loop" | "huge" | "servfail";

export interface DnsServer {
  /** For DNS_SERVER. */
  address: string;
  records: Map<string, DnsAnswer>;
  /** IPv4 addresses of a name. */
  addresses: Map<string, string[]>;
  aliases: Map<string, string>;
  asked: string[];
  close(): Promise<void>;
}

export async function startDns(): Promise<DnsServer> {
  const records = new Map<string, DnsAnswer>();
  const names = { addresses: new Map<string, string[]>(), aliases: new Map<string, string>() };
  const asked: string[] = [];
  const udp = createSocket("udp4");
  const tcp = createServer((socket) => serveTcp(socket, (query) => reply(query, records, names, asked, false)));
  await new Promise<void>((ready) => tcp.listen(0, "127.0.0.1", ready));
  const { port } = tcp.address() as AddressInfo;
  udp.on("message", (query, { address, port: from }) => {
    const answer = reply(query, records, names, asked, true);
    if (answer) udp.send(answer, from, address);
  });
  await new Promise<void>((ready) => udp.bind(port, "127.0.0.1", ready));
  return {
    address: `127.0.0.1:${port}`,
    records,
    ...names,
    asked,
    async close() {
      await new Promise<void>((closed) => udp.close(closed));
      await new Promise((closed) => tcp.close(closed));
    },
  };
}

function serveTcp(socket: Socket, answer: (query: Buffer) => Buffer | null): void {
  socket.on("error", () => undefined);
  socket.on("data", (data) => {
    const out = answer(data.subarray(2));
    if (!out) return;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(Math.min(out.length, 65_535));
    socket.write(Buffer.concat([length, out.subarray(0, 65_535)]));
  });
}

const MAX_UDP = 1_200;

function reply(query: Buffer, records: Map<string, DnsAnswer>, names: Pick<DnsServer, "addresses" | "aliases">, asked: string[], udp: boolean): Buffer | null {
  const { name, end, type } = readName(query);
  asked.push(name);
  const known = records.get(name.toLowerCase());
  if (type !== TXT && typeof known !== "string") return named(query, end, name.toLowerCase(), type, names);
  if (known === "silence") return null;
  if (known === "garbage") return Buffer.concat([query.subarray(0, 2), Buffer.from("this is not an answer")]);
  if (known === "servfail") return message(query, end, [], 2);
  if (known === "loop") return message(query, end, [record(CNAME, query.subarray(12, end - 4))], 0); // CNAME to itself
  const texts = known === "huge" ? Array.from({ length: 250 }, () => "x".repeat(250)) : (known ?? []);
  const full = message(
    query,
    end,
    texts.map((text) => record(TXT, txt(text))),
    known === undefined ? 3 : 0,
  );
  if (!udp || full.length <= MAX_UDP) return full;
  const cut = message(query, end, [], 0);
  cut[2]! |= 0x02; // truncated: ask again over TCP
  return cut;
}

const [A, CNAME, TXT] = [1, 5, 16];

function named(query: Buffer, end: number, name: string, type: number, { addresses, aliases }: Pick<DnsServer, "addresses" | "aliases">): Buffer {
  const alias = aliases.get(name);
  const found = addresses.get(name);
  const code = alias || found ? 0 : 3;
  if (type === CNAME) return message(query, end, alias ? [record(CNAME, encodeName(alias))] : [], code);
  if (type === A)
    return message(
      query,
      end,
      (found ?? []).map((ip) => record(A, Buffer.from(ip.split(".").map(Number)))),
      code,
    );
  return message(query, end, [], code);
}

const encodeName = (name: string) => Buffer.concat([...name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.from([0])]);

function readName(query: Buffer): { name: string; end: number; type: number } {
  const labels: string[] = [];
  let at = 12;
  while (query[at]) {
    const length = query[at]!;
    labels.push(query.toString("ascii", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), end: at + 1 + 4, type: query.readUInt16BE(at + 1) };
}

function message(query: Buffer, end: number, answers: Buffer[], code: number): Buffer {
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers.length, 6);
  return Buffer.concat([head, query.subarray(12, end), ...answers]);
}

function record(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0); // the name that was asked for
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(1, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** Texts longer than 255 bytes come in parts. */
function txt(text: string): Buffer {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat(parts);
}
