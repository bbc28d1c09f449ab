// To the old address: it was changed, and can be changed back (S7).
import type { MailData } from "./data";
import { Door, Facts, Intro, Layout, Reassure, type Slots, type Words } from "./layout";
import { phrases } from "./phrases";

export default function AddressChanged(m: Slots) {
  const p = phrases(m.locale);
  return (
    <Layout m={m}>
      <Intro m={m} />
      <Facts
        rows={[
          [p.oldEmail, m.oldEmail],
          [p.newEmail, m.newEmail],
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
    subject: "Your address for {brand} was changed",
    preheader: "If this was you, there is nothing to do.",
    title: "Your address was changed",
    intro: "From now on you sign in to {brand} with another address. If this was you, there is nothing to do.",
    button: "Undo the change",
    reassure: "The button shows you the change once more and lets you take it back, for 7 days.",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  oldEmail: "ada@example.com",
  newEmail: "ada.new@example.com",
  askedFrom: "Firefox on Windows",
  askedAt: "2026-11-21T05:12:00Z",
  place: "203.0.113.…",
};
