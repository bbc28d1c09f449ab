// The link a member asked for, or that staff sent (SPEC 1).
import type { MailData } from "./data";
import { AskedFrom, Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function PortalLogin(m: Slots) {
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
    subject: "Your sign-in link for {brand}",
    preheader: "Press the button and you are in. No password needed.",
    title: "Sign in to {brand}",
    intro: "Press the button and you are in. No password needed.",
    introSent: "{sender} sent you this link. Press the button and you are in. No password needed.",
    button: "Sign in to {brand}",
    reassure: "You didn't ask for this? Then somebody typed your address by mistake. You can ignore this mail: nobody gets in without it.",
    reassureSent: "You weren't expecting this? You can ignore it, or ask {brand} about it.",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 15,
  askedFrom: "Safari on iPhone",
  askedAt: "2026-11-21T05:12:00Z",
};
