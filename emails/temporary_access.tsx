// Access to one project that ends by itself (S8).
import type { MailData } from "./data";
import { Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function TemporaryAccess(m: Slots) {
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
    subject: "{brand}: temporary access for you",
    preheader: "The access ends by itself.",
    title: "Temporary access",
    intro: "{sender} gave you access to {item}. It ends by itself {lifetime} after this mail was sent.",
    button: "Open it",
    reassure: "You weren't expecting this? You can ignore it, or ask {brand} about it.",
    item: "a project",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 1440,
  byName: "Sam Agent",
  item: "Kitchen renovation",
};
