// Somebody joins the staff (D1).
import type { MailData } from "./data";
import { Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function StaffInvitation(m: Slots) {
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
    subject: "You are invited to the {brand} dashboard",
    preheader: "Join with one press, without a password.",
    title: "Join {brand}",
    intro: "{sender} invited you to the {brand} dashboard as {role}. The button signs you in; you never need a password.",
    button: "Join {brand}",
    reassure: "You don't know {brand}? Then ignore this mail, and nothing happens.",
  },
};

export const preview: MailData = {
  name: "Vera Viewer",
  lifetimeMinutes: 10080,
  byName: "Olga Owner",
  role: "viewer",
};
