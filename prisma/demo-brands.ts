// How the four demo workspaces look. Logos are small drawings, so that no page loads anything from elsewhere.

const svg = (body: string) =>
  `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none">${body}</svg>`).toString("base64")}`;

/** A sail over the water. */
const sail = (ground: string, ink: string) =>
  svg(
    `<rect width="32" height="32" rx="9" fill="${ground}"/><path d="M15.2 6.5v13H7.6zM17.6 10.2c3.4 2.3 5.6 5.4 6.6 9.3h-6.6z" fill="${ink}"/><path d="M6.5 24.2c1.6 1.3 3.2 1.3 4.75 0s3.15-1.3 4.75 0 3.2 1.3 4.75 0 3.15-1.3 4.75 0" stroke="${ink}" stroke-width="2" stroke-linecap="round"/>`,
  );
/** The north star. */
const star = (ground: string, ink: string) =>
  svg(
    `<rect width="32" height="32" rx="16" fill="${ground}"/><path d="M16 5.5c.9 6.4 4.1 9.6 10.5 10.5-6.4.9-9.6 4.1-10.5 10.5-.9-6.4-4.1-9.6-10.5-10.5 6.4-.9 9.6-4.1 10.5-10.5z" fill="${ink}"/>`,
  );
/** A gable with a door that stands open. */
const house = (ground: string, ink: string) =>
  svg(
    `<rect width="32" height="32" rx="7" fill="${ground}"/><path d="M16 7 6.5 15.2h2.6V25h5v-6.2h3.8V25h5v-9.8h2.6z" fill="${ink}" stroke="${ink}" stroke-width="1.4" stroke-linejoin="round"/>`,
  );
/** One speaks, one answers. */
const talk = (ground: string, ink: string) =>
  svg(
    `<rect width="32" height="32" rx="10" fill="${ground}"/><path d="M7 10.5A2.5 2.5 0 0 1 9.5 8h8a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-2.5 2.5h-4.3L9.6 20v-3A2.5 2.5 0 0 1 7 14.5z" fill="${ink}"/><path d="M22.2 13.2h.3a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-2.5 2.5v2.6l-3.3-2.6h-3.7" stroke="${ink}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`,
  );

export const DEMO_BRANDS = {
  club: {
    name: "Harbour Rowing Club",
    accent: "#0f6e84",
    tagline: "On the water since 1891",
    logoLight: sail("#0f6e84", "#ffffff"),
    logoDark: sail("#5cc4d8", "#06272f"),
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
    logoLight: talk("#1b7a4b", "#ffffff"),
    logoDark: talk("#67d69b", "#04240f"),
    supportEmail: "support@relay.example",
    supportPhone: null,
    footerLinks: [{ label: "Status", url: "https://relay.example/status" }],
  },
} as const;
