// A scope of work to approve.
import type { MailData } from "./data";
import { Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function WorkScope(m: Slots) {
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
    subject: "{brand}: a scope of work to look through",
    preheader: "Approve it, or ask for changes.",
    title: "A scope of work to look through",
    intro: "{sender} sent you {item}. Look through it, then approve it or ask for changes.",
    button: "Look through it",
    reassure: "You weren't expecting this? You can ignore it, or ask {brand} about it.",
    item: "a scope of work",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 1440,
  byName: "Sam Agent",
  item: "Kitchen renovation, phase 2",
};
