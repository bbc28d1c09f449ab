// What every mail says in the same words, per language (SPEC W5). A language that lacks a phrase falls back to English.

const en = {
  greeting: "Hello {name},",
  pasteUrl: "If the button does nothing, copy this address into your browser:",
  codeSelf: "Reading this on another device? Type this code where you asked:",
  codeSelfFirst: "Type this code on the page where you asked:",
  codeSent: "If you are asked for a code, it is:",
  orUrl: "Or open this address:",
  lifetimeLink: "The link works once, for {lifetime}.",
  lifetimeBoth: "The link and the code work once, for {lifetime}.",
  askedFrom: "Asked from",
  device: "Device",
  when: "When",
  place: "Internet address",
  oldEmail: "Before",
  newEmail: "Now",
  note: "{byName} wrote:",
  dontForward: "Please don't forward this mail: whoever has the link can use it in your place.",
  questionsMail: "Questions? Write to {support}.",
  questionsCall: "Questions? Call {support}.",
  questionsSee: "Questions? See {support}.",
  sentTo: "{brand} sent this mail to {to}.",
};

export type Phrases = typeof en;

const PHRASES: Record<string, Partial<Phrases>> = { en };

export const phrases = (locale: string): Phrases => ({ ...en, ...PHRASES[locale.split("-")[0] ?? "en"] });
