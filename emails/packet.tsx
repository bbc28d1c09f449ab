// Several documents to review.
import type { MailData } from "./data";
import { Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function Packet(m: Slots) {
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
    subject: "{brand}: documents for you to review",
    preheader: "All of them in one place.",
    title: "Documents for you to review",
    intro: "{sender} sent you {item}. All of it is in one place.",
    button: "Review the documents",
    reassure: "You weren't expecting this? You can ignore it, or ask {brand} about it.",
    item: "some documents",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 1440,
  byName: "Sam Agent",
  item: "Handover papers",
};
