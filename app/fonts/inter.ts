import localFont from "next/font/local";

/** Inter, weights 400–700, as 31 kB of Latin; the letters of Central Europe are fetched only by pages that hold one. */
const latin = localFont({ src: "./inter-latin.woff2", weight: "400 700", variable: "--font-inter", display: "swap" });
const beyond = localFont({
  src: "./inter-latin-ext.woff2",
  weight: "400 700",
  variable: "--font-inter-ext",
  display: "swap",
  preload: false,
  adjustFontFallback: false,
  declarations: [{ prop: "unicode-range", value: "U+0100-017F, U+0218-021B, U+1E9E" }],
});

export const inter = `${latin.variable} ${beyond.variable}`;
