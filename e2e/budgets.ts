// How much compressed JavaScript each page may bring beyond the framework's own, in kB of 1,000 bytes (SPEC 13): at most 15 for
// members, 150 for staff. Each is what the page has and a little room: whoever needs more says so here.

/** What an empty page of this version of Next brings: React, the router, the loader. 135.5 when this was written. */
export const FRAMEWORK_KB = 137;

export const MEMBERS_MOST_KB = 15;
export const STAFF_MOST_KB = 150;

export const BUDGETS_KB: Record<string, number> = {
  "/": 7.5,
  "/[section]": 7.5,
  "/[section]/[...item]": 0, // not found, whoever asks: a page without scripts
  "/account": 10,
  "/sign-in": 10,
  "/sign-out": 7.5,
  "/check-your-email": 10.5,
  "/magic-login": 10,
  "/magic-login/[token]": 14,
  "/not-me/[token]": 7.5,
  "/undo/[token]": 9,
  "/outbox": 7.5,
  "/outbox/[id]": 7.5,
  "/dashboard": 34,
  "/dashboard/sign-in": 10,
  "/dashboard/passkey": 13,
  "/dashboard/again": 30,
  "/dashboard/activity": 33,
  "/dashboard/companies": 31,
  "/dashboard/companies/[id]": 32,
  "/dashboard/contacts": 34,
  "/dashboard/contacts/[id]": 57.5,
  "/dashboard/contacts/bulk": 31.5,
  "/dashboard/contacts/bulk/[id]": 30,
  "/dashboard/contacts/[id]/preview": 31,
  "/dashboard/contacts/import": 32,
  "/dashboard/contacts/import/[id]": 33.5,
  "/dashboard/doctor": 30,
  "/dashboard/mail": 29.5,
  "/dashboard/mail/[id]": 30,
  "/dashboard/mail/stopped": 30,
  "/dashboard/settings": 34,
  "/dashboard/settings/brand": 36.5,
  "/dashboard/settings/fields": 32.5,
  "/dashboard/settings/general": 34,
  "/dashboard/settings/limits": 33,
  "/dashboard/settings/mails": 30,
  "/dashboard/settings/mails/[template]": 32.5,
  "/dashboard/settings/policies": 30,
  "/dashboard/settings/policies/[purpose]": 35,
  "/dashboard/settings/policies/preset": 32,
  "/dashboard/settings/passkeys": 35,
  "/dashboard/settings/sender": 33,
  "/dashboard/settings/sessions": 33,
  "/dashboard/settings/staff": 55,
};
