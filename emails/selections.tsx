// Choices to make.
import type { MailData } from "./data";
import { Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function Selections(m: Slots) {
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
    subject: "{brand}: your choices are needed",
    preheader: "Pick what you like; everything is saved as you go.",
    title: "Your choices are needed",
    intro: "{sender} needs your choices for {item}. Take your time: everything is saved as you go.",
    button: "Make my choices",
    reassure: "You weren't expecting this? You can ignore it, or ask {brand} about it.",
    item: "your project",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 1440,
  byName: "Sam Agent",
  item: "Kitchen tiles",
};
