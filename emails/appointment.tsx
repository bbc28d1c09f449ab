// An appointment to confirm, move or cancel (P3).
import type { MailData } from "./data";
import { Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function Appointment(m: Slots) {
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
    subject: "{brand}: your appointment",
    preheader: "Confirm it, move it or cancel it.",
    title: "Your appointment",
    intro: "This is about {item} with {brand}. You can confirm it, move it or cancel it.",
    button: "See the appointment",
    reassure: "You weren't expecting this? You can ignore it, or ask {brand} about it.",
    item: "your appointment",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 1440,
  byName: "Sam Agent",
  item: "Site visit on Friday at 10:00",
};
