// An invoice to look at and pay.
import type { MailData } from "./data";
import { Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function Invoice(m: Slots) {
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
    subject: "{brand}: a new invoice",
    preheader: "Look at it, download it and pay.",
    title: "A new invoice",
    intro: "{sender} sent you {item}. You can look at it, download it and pay.",
    button: "See the invoice",
    reassure: "You weren't expecting this? You can ignore it, or ask {brand} about it.",
    item: "an invoice",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 1440,
  byName: "Sam Agent",
  item: "Invoice 2026-114",
};
