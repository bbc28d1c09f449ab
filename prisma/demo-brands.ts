// How the four demo workspaces look. Logos are small drawings, so that no page loads anything from elsewhere.

const svg = (body: string) =>
  `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none">${body}</svg>`).toString("base64")}`;

const oars = (a: string, b: string) =>
  svg(
    `<rect width="32" height="32" rx="9" fill="${a}"/><path d="M9 23 23 9M9 9l14 14" stroke="${b}" stroke-width="2.6" stroke-linecap="round"/><path d="M7 12.5 12.5 7M19.5 7 25 12.5" stroke="${b}" stroke-width="2.6" stroke-linecap="round"/>`,
  );
const star = (a: string, b: string) =>
  svg(`<rect width="32" height="32" rx="16" fill="${a}"/><path d="M16 6l2.4 7.6L26 16l-7.6 2.4L16 26l-2.4-7.6L6 16l7.6-2.4z" fill="${b}"/>`);
const house = (a: string, b: string) =>
  svg(
    `<rect width="32" height="32" rx="7" fill="${a}"/><path d="M7 16.5 16 8l9 8.5M10 15v9h12v-9M14 24v-5h4v5" stroke="${b}" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>`,
  );
const waves = (a: string, b: string) =>
  svg(
    `<rect width="32" height="32" rx="10" fill="${a}"/><path d="M8 16a8 8 0 0 1 8-8M8 16a8 8 0 0 0 8 8M13 16a3 3 0 1 0 6 0 3 3 0 1 0-6 0M24 12v8" stroke="${b}" stroke-width="2.4" stroke-linecap="round"/>`,
  );

export const DEMO_BRANDS = {
  club: {
    name: "Harbour Rowing Club",
    accent: "#0f6e84",
    tagline: "On the water since 1891",
    logoLight: oars("#0f6e84", "#ffffff"),
    logoDark: oars("#5cc4d8", "#06272f"),
    supportEmail: "office@harbour-rowing.example",
    supportPhone: "+44 20 7946 0101",
    footerLinks: [{ label: "Club rules", url: "https://harbour-rowing.example/rules" }],
  },
  agency: {
    name: "Northlight Studio",
    accent: "#6d3bd1",
    tagline: "Brand and product design",
    logoLight: star("#6d3bd1", "#ffffff"),
    logoDark: star("#b79bff", "#1c0d3d"),
    supportEmail: "hello@northlight.example",
    supportPhone: null,
    footerLinks: [{ label: "Work", url: "https://northlight.example/work" }],
  },
  builder: {
    name: "Oakfield Homes",
    accent: "#a4501c",
    tagline: "Kitchens, extensions, whole houses",
    logoLight: house("#a4501c", "#ffffff"),
    logoDark: house("#f0a36e", "#331505"),
    supportEmail: "office@oakfield.example",
    supportPhone: "+44 117 496 0182",
    footerLinks: [{ label: "Our guarantee", url: "https://oakfield.example/guarantee" }],
  },
  desk: {
    name: "Relay Support",
    accent: "#1b7a4b",
    tagline: "Answers from people",
    logoLight: waves("#1b7a4b", "#ffffff"),
    logoDark: waves("#67d69b", "#04240f"),
    supportEmail: "support@relay.example",
    supportPhone: null,
    footerLinks: [{ label: "Status", url: "https://relay.example/status" }],
  },
} as const;
