// Staff's own door (D1).
import type { MailData } from "./data";
import { AskedFrom, Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function StaffLogin(m: Slots) {
  return (
    <Layout m={m}>
      <Intro m={m} />
      <Door m={m} />
      <AskedFrom m={m} />
      <Reassure m={m} />
    </Layout>
  );
}

export const words: { en: Words } = {
  en: {
    subject: "Your sign-in link for the {brand} dashboard",
    preheader: "Press the button and you are in. No password needed.",
    title: "Sign in to the dashboard",
    intro: "Press the button to open the {brand} dashboard. No password needed.",
    introSent: "{sender} sent you this link to the {brand} dashboard.",
    button: "Open the dashboard",
    reassure: "You didn't ask for this? Then ignore this mail, and tell whoever runs {brand} if it happens again: this link opens the dashboard.",
  },
};

export const preview: MailData = {
  name: "Sam Agent",
  lifetimeMinutes: 15,
  askedFrom: "Safari on iPhone",
  askedAt: "2026-11-21T05:12:00Z",
};
