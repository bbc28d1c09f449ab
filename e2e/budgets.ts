// How much compressed JavaScript each page may bring beyond the framework's own, in kB of 1,000 bytes (SPEC 13): at most 15 for
// members, 150 for staff. Each is what the page has and a little room: whoever needs more says so here.

/** What an empty page of this version of Next brings: React, the router, the loader. 135.5 when this was written. */
export const FRAMEWORK_KB = 137;

export const MEMBERS_MOST_KB = 15;
export const STAFF_MOST_KB = 150;

export const BUDGETS_KB: Record<string, number> = {
  "/": 8,
  "/[section]": 8,
  "/[section]/[...item]": 0, // not found, whoever asks: a page without scripts
  "/account": 11,
  "/sign-in": 10.5,
  "/sign-out": 8,
  "/check-your-email": 11,
  "/magic-login": 10.5,
  "/magic-login/[token]": 14.5,
  "/not-me/[token]": 8,
  "/undo/[token]": 9.5,
  "/outbox": 7.5,
  "/outbox/[id]": 7.5,
  "/dashboard": 35,
  "/dashboard/sign-in": 10.5,
  "/dashboard/passkey": 13.5,
  "/dashboard/again": 31,
  "/dashboard/activity": 34,
  "/dashboard/companies": 32,
  "/dashboard/companies/[id]": 33,
  "/dashboard/contacts": 35,
  "/dashboard/contacts/[id]": 39,
  "/dashboard/contacts/bulk": 32.5,
  "/dashboard/contacts/bulk/[id]": 31,
  "/dashboard/contacts/[id]/preview": 32,
  "/dashboard/contacts/import": 33,
  "/dashboard/contacts/import/[id]": 34.5,
  "/dashboard/doctor": 31,
  "/dashboard/mail": 30.5,
  "/dashboard/mail/[id]": 31,
  "/dashboard/mail/stopped": 31,
  "/dashboard/settings": 35,
  "/dashboard/settings/brand": 37.5,
  "/dashboard/settings/fields": 33.5,
  "/dashboard/settings/general": 35,
  "/dashboard/settings/limits": 34,
  "/dashboard/settings/mails": 31,
  "/dashboard/settings/mails/[template]": 33.5,
  "/dashboard/settings/policies": 31,
  "/dashboard/settings/policies/[purpose]": 36,
  "/dashboard/settings/policies/preset": 33,
  "/dashboard/settings/passkeys": 36,
  "/dashboard/settings/sender": 34,
  "/dashboard/settings/sessions": 34,
  "/dashboard/settings/staff": 37,
};
