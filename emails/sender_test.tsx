// A test to oneself: sending works, and this is how it looks (M5).
import type { MailData } from "./data";
import { Intro, Layout, type Slots, type Words } from "./layout";

export default function SenderTest(m: Slots) {
  return (
    <Layout m={m}>
      <Intro m={m} />
    </Layout>
  );
}

export const words: { en: Words } = {
  en: {
    subject: "Test mail from {brand}",
    preheader: "It arrived, so sending works.",
    title: "Sending works",
    intro: "This is a test. It arrived, so mails from {brand} reach you. Look at the sender's name above: that is what your people see in their inbox.",
  },
};

export const preview: MailData = {
  name: "Olga Owner",
};
