"use server";

import { type SettingsState, stateAfter } from "@/components/settings/state";
import { requireStaff } from "@/lib/here";
import { type BrandField, saveBrand } from "@/lib/settings/brand";

const HERE = "/dashboard/settings/brand";

const PICTURE = {
  type: "Please choose a PNG, JPEG, WebP or SVG picture. An SVG must be a plain drawing: nothing in it may run, move or load.",
  size: "Please choose a picture of at most 64 kB.",
  sides: "Please choose a picture of at most 2,000 by 2,000 pixels.",
};

const WORDS: Record<BrandField, Record<string, string>> = {
  accent: { "*": "Please give a colour like #0f6e84." },
  tagline: { "*": "Please keep this to 80 characters." },
  logoLight: PICTURE,
  logoDark: PICTURE,
  favicon: PICTURE,
  footerLinks: { "*": "Each link needs a name of up to 40 characters and an address like https://your-company.com/terms." },
};

export async function save(_: SettingsState, form: FormData): Promise<SettingsState> {
  const { viewer } = await requireStaff("settings.edit", HERE);
  const saved = await saveBrand(viewer, Object.fromEntries(form));
  // Nothing is rendered anew in the page that is open: the style of the new colour would carry a nonce it does not know. It loads itself once more.
  return stateAfter(saved, form, WORDS, "Saved. Pages and mails look like this from now on.");
}
