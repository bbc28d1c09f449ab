// The way to a ticket, under every reply (P4).
import type { MailData } from "./data";
import { Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function Ticket(m: Slots) {
  return (
    <Layout m={m}>
      <Intro m={m} />
      <Door m={m} />
      <Reassure m={m} />
    </Layout>
  );
}

export const words: { en: Words } = {
  en: {
    subject: "{brand}: an answer to your request",
    preheader: "Read the answer and reply in place.",
    title: "There is an answer for you",
    intro: "{sender} answered {item}. Read it and reply in place.",
    button: "View this ticket",
    reassure: "You weren't expecting this? You can ignore it, or ask {brand} about it.",
    item: "your request",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 1440,
  byName: "Sam Agent",
  item: "The dishwasher leaks",
};
