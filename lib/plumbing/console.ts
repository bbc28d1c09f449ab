// What Next and libraries print goes through our log, so that no line breaks out of it and no secret gets into it (SPEC 12.4).
import { format } from "node:util";
import { tellFault } from "./fault";
import { log } from "./log";

export function tameConsole(): void {
  console.error = (...said) => say("error", said);
  console.warn = (...said) => say("warn", said);
  console.info = console.log = (...said) => say("info", said);
  console.debug = (...said) => say("debug", said);
}

function say(level: "debug" | "info" | "warn" | "error", said: unknown[]): void {
  const error = said.find((part) => part instanceof Error);
  if (error) tellFault(error);
  else log[level](format(...said).replace(COLOURS, ""));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what starts a colour
const COLOURS = /\u001b\[[\d;]*m/g;
