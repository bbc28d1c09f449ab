// Tells of a sign-in on a device not seen before (S9).
import type { MailData } from "./data";
import { Door, Facts, Intro, Layout, Reassure, type Slots, type Words } from "./layout";
import { phrases } from "./phrases";

export default function NewDevice(m: Slots) {
  const p = phrases(m.locale);
  return (
    <Layout m={m}>
      <Intro m={m} />
      <Facts
        rows={[
          [p.device, m.askedFrom],
          [p.when, m.askedAt],
          [p.place, m.place],
        ]}
      />
      <Door m={m} />
      <Reassure m={m} opensDoor={false} />
    </Layout>
  );
}

export const words: { en: Words } = {
  en: {
    subject: "New sign-in to {brand}",
    preheader: "If this was you, there is nothing to do.",
    title: "A new device signed in",
    intro: "Somebody just signed in to {brand} as you, on a device that was not used before. If this was you, there is nothing to do.",
    button: "This wasn't me",
    reassure: "The button shows you this sign-in once more and lets you end it.",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  askedFrom: "Firefox on Windows",
  askedAt: "2026-11-21T05:12:00Z",
  place: "203.0.113.…",
};
