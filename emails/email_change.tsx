// To the new address: is it yours? (S7)
import type { MailData } from "./data";
import { AskedFrom, Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function EmailChange(m: Slots) {
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
    subject: "Confirm your new address for {brand}",
    preheader: "Your old address keeps working until you do.",
    title: "Confirm your new address",
    intro:
      "You asked to sign in to {brand} with {newEmail} from now on. Press the button to confirm that this address is yours. Until then your old one keeps working.",
    button: "Confirm this address",
    reassure: "You didn't ask for this? Then ignore this mail, and nothing changes.",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 60,
  askedFrom: "Safari on iPhone",
  askedAt: "2026-11-21T05:12:00Z",
  newEmail: "ada.new@example.com",
};
