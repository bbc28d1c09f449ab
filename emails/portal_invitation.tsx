// The first mail of a new member: the portal is open (D5).
import type { MailData } from "./data";
import { AskedFrom, Door, Intro, Layout, Reassure, type Slots, type Words } from "./layout";

export default function PortalInvitation(m: Slots) {
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
    subject: "Your {brand} portal is ready",
    preheader: "Everything that is yours in one place, without a password.",
    title: "Your portal is ready",
    intro: "{sender} opened a portal for you, with everything that is yours in one place. The button signs you in; you never need a password.",
    button: "Open my portal",
    reassure: "You weren't expecting this? You can ignore it, or ask {brand} about it.",
  },
};

export const preview: MailData = {
  name: "Ada Lovelace",
  lifetimeMinutes: 1440,
  byName: "Sam Agent",
  note: "Your plans are in there already. Have a look before Friday.",
};
