import type { Confirm, Expired, Preset } from "@/prisma/generated/enums";

export const PRESETS: Record<Preset, { label: string; hint: string }> = {
  club: { label: "Club", hint: "Short links, for people who come and ask: 15 minutes, and the sign-in form when it was too late." },
  agency: { label: "Agency", hint: "15 minutes to sign in, a day for what you send; one press gives a new link." },
  builder: { label: "Builder", hint: "A week for everything, and only people with portal access may enter the portal." },
  desk: { label: "Desk", hint: "An hour for everything; one press gives a new link." },
};

export const CONFIRM: Record<Confirm, string> = { button: "One press", code: "The code of the mail" };

export const EXPIRED: Record<Expired, { label: string; hint: string }> = {
  sign_in: { label: "The sign-in form", hint: "They type their address and get a new link." },
  dialog: { label: "The sign-in dialog over the page", hint: "They stay at what they came for, type their address, and come back to the same place." },
  one_click: { label: "One press for a new link", hint: "A button mails it to the address on file, which is shown with most letters hidden." },
  contact_us: { label: "How to reach you", hint: "Your support address and phone. For what somebody should talk about first." },
};
