// A contract to sign.
import type { MailData } from "./data";
import { Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function Contract(m: Slots) {
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
    subject: "{brand}: a contract for you to sign",
    preheader: "Read it at your own pace and sign on your phone or computer.",
    title: "A contract for you to sign",
    intro: "{sender} sent you {item}. Read it at your own pace, then sign on your phone or computer.",
    button: "Read and sign",
    reassure: "You weren't expecting this? You can ignore it, or ask {brand} about it.",
    item: "a contract",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 1440,
  byName: "Sam Agent",
  item: "Kitchen renovation",
};
