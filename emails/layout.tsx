// The sheet every mail is written on: the brand as type and colour, no image, nothing loaded from anywhere.
import type { CSSProperties, ReactNode } from "react";
import { Body, Button, Container, Head, Heading, Hr, Html, Link, Preview, Section, Text } from "react-email";
import type { MailData } from "./data";
import { phrases } from "./phrases";

/** Everything a mail can say, ready to be shown. lib/mail/render.ts puts marks here once and the real words into each letter. */
export interface Slots {
  locale: string;
  dir: "ltr" | "rtl";
  brand: string;
  initial: string;
  accent: string;
  onAccent: string;
  /** The accent as text: dark enough on white, light enough on black. */
  accentInk: string;
  accentInkDark: string;
  to: string;
  subject: string;
  preheader: string;
  title: string;
  intro: string;
  greeting?: string;
  button?: string;
  url?: string;
  code?: string;
  codeFirst?: boolean;
  /** The person asked for this mail in a browser, which now waits for the code. */
  self?: boolean;
  /** This is the text part: no button, and no talk of one. */
  plain?: boolean;
  lifetime?: string;
  askedFrom?: string;
  askedAt?: string;
  place?: string;
  noteBy?: string;
  note?: string;
  oldEmail?: string;
  newEmail?: string;
  problems?: string;
  reassure?: string;
  questions?: string;
  sentTo: string;
  footer?: { label: string; url: string }[];
}

/** The words of one template in one language, with {variables}. Subject, intro and button may be changed by a workspace (M1). */
export interface Words {
  subject: string;
  preheader: string;
  title: string;
  intro: string;
  /** When staff sent it and nobody asked. */
  introSent?: string;
  button?: string;
  reassure?: string;
  reassureSent?: string;
  /** What {item} says when nobody named it. */
  item?: string;
}

/** One file of emails/. */
export interface Mail {
  default: (m: Slots) => ReactNode;
  words: { en: Words } & Record<string, Words>;
  preview: MailData;
}

const FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace";
const INK = "#17191f";
const SOFT = "#5b6170";
const LINE = "#e4e6ec";
const SHEET = "#ffffff";
const DESK = "#f3f4f7";

const text: CSSProperties = { fontFamily: FONT, fontSize: 16, lineHeight: "25px", color: INK, margin: "0 0 16px" };
const small: CSSProperties = { ...text, fontSize: 14, lineHeight: "21px", color: SOFT };

/** Clients that know about dark rooms get this; the others see the light sheet. */
const dark = (m: Slots) => `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .pad > tbody > tr > td { padding-left: 22px !important; padding-right: 22px !important; }
  .desk > table > tbody > tr > td { padding: 0 0 24px !important; }
  .sheet { border-radius: 0 !important; border-left: 0 !important; border-right: 0 !important; border-top: 0 !important; }
  .door { display: block !important; text-align: center !important; }
  .code { font-size: 28px !important; letter-spacing: 3px !important; }
}
@media (prefers-color-scheme: dark) {
  .desk, .desk > table > tbody > tr > td { background-color: #0e0f13 !important; } .sheet { background-color: #191b21 !important; border-color: #2b2e37 !important; }
  .ink { color: #f1f2f5 !important; } .soft { color: #a9afbd !important; } .line { border-color: #2b2e37 !important; }
  .well { background-color: #22252d !important; border-color: #343844 !important; } .link { color: ${m.accentInkDark} !important; }
}
[data-ogsc] .ink { color: #f1f2f5 !important; } [data-ogsc] .soft { color: #a9afbd !important; } [data-ogsc] .link { color: ${m.accentInkDark} !important; }
[data-ogsb] .desk { background-color: #0e0f13 !important; } [data-ogsb] .sheet { background-color: #191b21 !important; } [data-ogsb] .well { background-color: #22252d !important; }`;

export function Layout({ m, children }: { m: Slots; children: ReactNode }) {
  return (
    <Html lang={m.locale} dir={m.dir}>
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{m.subject}</title>
        <style dangerouslySetInnerHTML={{ __html: dark(m) }} />
      </Head>
      <Body className="desk" dir={m.dir} lang={m.locale} style={{ backgroundColor: DESK, margin: 0, padding: "32px 12px" }}>
        <Preview useTitleTag={false}>{m.preheader}</Preview>
        <Container
          className="sheet"
          width="560"
          style={{
            width: "100%",
            maxWidth: 560,
            backgroundColor: SHEET,
            border: `1px solid ${LINE}`,
            borderRadius: 14,
            overflow: "hidden",
            borderCollapse: "separate",
          }}
        >
          <Section style={{ backgroundColor: m.accent, height: 6, lineHeight: "6px", fontSize: 1 }} data-skip-in-text>
            {" "}
          </Section>
          <Section className="pad" style={{ padding: "28px 40px 12px" }}>
            <Masthead m={m} />
            <Heading
              as="h1"
              className="ink"
              style={{ ...text, fontSize: 24, lineHeight: "31px", fontWeight: 650, letterSpacing: "-0.3px", margin: "26px 0 14px" }}
            >
              {m.title}
            </Heading>
            {children}
          </Section>
          <Section className="pad" style={{ padding: "0 40px 26px" }}>
            <Footer m={m} />
          </Section>
        </Container>
      </Body>
    </Html>
  );
}

function Masthead({ m }: { m: Slots }) {
  const tile: CSSProperties = {
    width: 34,
    height: 34,
    borderRadius: 9,
    backgroundColor: m.accent,
    color: m.onAccent,
    fontFamily: FONT,
    fontSize: 17,
    lineHeight: "34px",
    fontWeight: 700,
    textAlign: "center",
  };
  return (
    <table role="presentation" cellPadding="0" cellSpacing="0" border={0}>
      <tbody>
        <tr>
          <td style={tile} data-skip-in-text aria-hidden="true">
            {m.initial}
          </td>
          <td className="ink" style={{ ...text, fontSize: 17, fontWeight: 650, padding: "0 12px" }}>
            {m.brand}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

/** What the mail is about. */
export function Intro({ m }: { m: Slots }) {
  const p = phrases(m.locale);
  return (
    <>
      {m.greeting && <Paragraph>{m.greeting}</Paragraph>}
      <Paragraph>{m.intro}</Paragraph>
      {m.note && (
        <Section className="well" style={{ backgroundColor: "#f7f8fa", borderRadius: 10, margin: "0 0 20px", border: `1px solid ${LINE}` }}>
          <Text className="soft" style={{ ...small, margin: "12px 16px 2px" }}>
            {fill(p.note, { byName: m.noteBy ?? m.brand })}
          </Text>
          <Text className="ink" style={{ ...text, margin: "0 16px 12px" }}>
            {m.note}
          </Text>
        </Section>
      )}
    </>
  );
}

/** The way in: button and plain address, and the code for those who read on another device. */
export function Door({ m }: { m: Slots }) {
  const code = m.code && <Code m={m} />;
  return (
    <>
      {m.codeFirst && code}
      {m.button && m.url && <Way m={m} />}
      {!m.codeFirst && code}
      {m.lifetime && <Paragraph soft>{m.lifetime}</Paragraph>}
    </>
  );
}

function Way({ m }: { m: Slots }) {
  const p = phrases(m.locale);
  return (
    <>
      <Section style={{ margin: "8px 0 18px" }} data-skip-in-text>
        <Button
          href={m.url}
          className="door"
          style={{ backgroundColor: m.accent, color: m.onAccent, fontFamily: FONT, fontSize: 16, fontWeight: 600, borderRadius: 10, padding: "15px 30px" }}
        >
          {m.button}
        </Button>
      </Section>
      <Text className="soft" style={{ ...small, margin: "0 0 4px" }}>
        {m.plain ? `${m.button}:` : m.codeFirst && m.code ? p.orUrl : p.pasteUrl}
      </Text>
      <Text style={{ ...small, margin: "0 0 20px", wordBreak: "break-all" }}>
        <Link href={m.url} className="link" style={{ color: m.accentInk, textDecoration: "underline" }}>
          {m.url}
        </Link>
      </Text>
    </>
  );
}

function Code({ m }: { m: Slots }) {
  const p = phrases(m.locale);
  return (
    <Section className="well" style={{ backgroundColor: "#f7f8fa", border: `1px solid ${LINE}`, borderRadius: 10, margin: "0 0 20px" }}>
      <Text className="soft" style={{ ...small, margin: "14px 16px 0", textAlign: "center" }}>
        {m.self ? (m.codeFirst ? p.codeSelfFirst : p.codeSelf) : p.codeSent}
      </Text>
      <Text
        className="code ink"
        dir="ltr"
        style={{
          ...text,
          fontFamily: MONO,
          fontSize: 32,
          lineHeight: "44px",
          fontWeight: 700,
          letterSpacing: "4px",
          margin: "4px 8px 14px",
          textAlign: "center",
        }}
      >
        {m.code}
      </Text>
    </Section>
  );
}

/** Label and value, one under the other; what is not known is not said. */
export function Facts({ rows }: { rows: [label: string, value: string | undefined][] }) {
  const known = rows.filter(([, value]) => value !== undefined);
  if (!known.length) return null;
  return (
    <Section className="line" style={{ borderTop: `1px solid ${LINE}`, borderBottom: `1px solid ${LINE}`, margin: "4px 0 20px", padding: "10px 0" }}>
      {known.map(([label, value]) => (
        <Text key={label} className="soft" style={{ ...small, margin: "3px 0" }}>
          {label}:{" "}
          <span className="ink" dir="auto" style={{ color: INK }}>
            {value}
          </span>
        </Text>
      ))}
    </Section>
  );
}

/** Which device asked, and when (M1). */
export function AskedFrom({ m }: { m: Slots }) {
  const p = phrases(m.locale);
  return (
    <Facts
      rows={[
        [p.askedFrom, m.askedFrom],
        [p.when, m.askedAt],
      ]}
    />
  );
}

/** "If this wasn't you", and a word against forwarding what opens the door. */
export function Reassure({ m, opensDoor = true }: { m: Slots; opensDoor?: boolean }) {
  if (!m.reassure) return null;
  return (
    <Paragraph soft>
      {m.reassure}
      {opensDoor && ` ${phrases(m.locale).dontForward}`}
    </Paragraph>
  );
}

export function Paragraph({ children, soft }: { children: ReactNode; soft?: boolean }) {
  return (
    <Text className={soft ? "soft" : "ink"} style={soft ? small : text} dir="auto">
      {children}
    </Text>
  );
}

function Footer({ m }: { m: Slots }) {
  const fine: CSSProperties = { ...small, fontSize: 13, lineHeight: "20px", margin: "0 0 6px" };
  return (
    <>
      <Hr className="line" style={{ borderColor: LINE, margin: "4px 0 18px" }} />
      {m.questions && (
        <Text className="soft" style={fine}>
          {m.questions}
        </Text>
      )}
      <Text className="soft" style={fine}>
        {m.sentTo}
      </Text>
      {m.footer && m.footer.length > 0 && (
        <Text className="soft" style={fine}>
          {m.footer.map(({ label, url }, i) => (
            <span key={url}>
              {i > 0 && " · "}
              <Link href={url} className="link" style={{ color: SOFT, textDecoration: "underline" }}>
                {label}
              </Link>
            </span>
          ))}
        </Text>
      )}
    </>
  );
}

/** Puts values where {names} stand; a name without a value leaves nothing behind. */
export const fill = (sentence: string, values: Record<string, string | undefined>): string =>
  sentence.replace(/\{([A-Za-z]+)\}/g, (_, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? "") : ""));
