// To staff: the sender domain is not as it should be any more (M5).
import type { MailData } from "./data";
import { Door, Intro, Layout, Paragraph, type Slots, type Words } from "./layout";

export default function SenderBroken(m: Slots) {
  return (
    <Layout m={m}>
      <Intro m={m} />
      {m.problems && <Paragraph>{m.problems}</Paragraph>}
      <Door m={m} />
    </Layout>
  );
}

export const words: { en: Words } = {
  en: {
    subject: "{brand}: mails from {domain} may not arrive",
    preheader: "A DNS record of your sender domain has changed.",
    title: "Your sender domain needs a look",
    intro:
      "The DNS records of {domain} are not as they should be. Until they are mended, mails go out under the default sender, so that people can still sign in.",
    button: "Open the sender settings",
  },
};

export const preview: MailData = {
  name: "Olga Owner",
  domain: "mail.acme.example",
  problems: ["SPF: the record is missing.", "DKIM: the record has another value than expected."],
};
