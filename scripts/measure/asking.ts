// People who ask for a link at a steady pace, as a browser without scripts sends the form.
import { type Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import { at, ms } from "./times";

export interface Answered {
  took: number;
  /** The status, and where it sends the browser. */
  answer: string;
}

/** `i` is also whose address on the network it comes from. `host`: of the workspace, with the port that people see. */
export function askFor(agent: Agent, port: number, host: string, fields: Record<string, string>, i: number): Promise<Answered> {
  const boundary = "----a-burst";
  const parts = Object.entries(fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const body = `${parts.join("")}--${boundary}--\r\n`;
  const headers = {
    ...{ host, origin: `http://${host}`, "content-type": `multipart/form-data; boundary=${boundary}`, "content-length": Buffer.byteLength(body) },
    "x-forwarded-for": `198.${18 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`,
  };
  const began = performance.now();
  const send = () =>
    new Promise<Answered>((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, path: "/sign-in", method: "POST", agent, headers }, (response) => {
        response.resume();
        response.on("end", () => resolve({ took: performance.now() - began, answer: `${response.statusCode} ${response.headers.location ?? ""}` }));
      });
      // The server may end an idle connection at the moment in which it is used again; a browser, too, takes another one then.
      sent.on("error", (error) => (sent.reusedSocket ? resolve(send()) : reject(error)));
      sent.end(body);
    });
  return send();
}

/** Begins so many a second, whether the ones before were answered or not, and waits for all in the end. Gives how many seconds it took. */
export async function paced(total: number, perSecond: number, work: (i: number) => Promise<void>): Promise<number> {
  const open: Promise<void>[] = [];
  const began = performance.now();
  for (let i = 0; i < total; i++) {
    const wait = began + (i * 1_000) / perSecond - performance.now();
    if (wait > 0) await new Promise((later) => setTimeout(later, wait));
    open.push(work(i));
  }
  await Promise.all(open);
  return (performance.now() - began) / 1_000;
}

/** "40 × 303 /check-your-email" */
export function tally(answers: string[]): string {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return [...counts].map(([answer, count]) => `${count} × ${answer}`).join(", ");
}

export const SPREAD = ["how many", "p50", "p95", "p99", "longest"];

export function spread(values: number[]): (string | number)[] {
  const sorted = values.sort((a, b) => a - b);
  return [sorted.length, ...[50, 95, 99, 100].map((percent) => ms(at(sorted, percent)))];
}
