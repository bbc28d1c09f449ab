// All mails there are: one file of emails/ each.
import * as address_changed from "@/emails/address_changed";
import * as appointment from "@/emails/appointment";
import * as contract from "@/emails/contract";
import * as email_change from "@/emails/email_change";
import * as invoice from "@/emails/invoice";
import type { Mail, Words } from "@/emails/layout";
import * as new_device from "@/emails/new_device";
import * as packet from "@/emails/packet";
import * as portal_invitation from "@/emails/portal_invitation";
import * as portal_login from "@/emails/portal_login";
import * as selections from "@/emails/selections";
import * as sender_broken from "@/emails/sender_broken";
import * as sender_test from "@/emails/sender_test";
import * as staff_invitation from "@/emails/staff_invitation";
import * as staff_login from "@/emails/staff_login";
import * as temporary_access from "@/emails/temporary_access";
import * as ticket from "@/emails/ticket";
import * as work_scope from "@/emails/work_scope";
import type { Purpose } from "@/prisma/generated/enums";

/** One per purpose of a link, and the notices that carry none. */
export type Template = Purpose | "new_device" | "address_changed" | "sender_test" | "sender_broken";

const TABLE: Record<Template, Mail> = {
  portal_login,
  portal_invitation,
  contract,
  work_scope,
  selections,
  invoice,
  appointment,
  ticket,
  packet,
  temporary_access,
  email_change,
  staff_login,
  staff_invitation,
  new_device,
  address_changed,
  sender_test,
  sender_broken,
};

export const TEMPLATES = Object.keys(TABLE) as Template[];
export const isTemplate = (value: string): value is Template => Object.hasOwn(TABLE, value);
export const templateOf = (template: Template): Mail => TABLE[template];
export const wordsOf = (template: Template, locale: string): Words => TABLE[template].words[locale.split("-")[0] ?? "en"] ?? TABLE[template].words.en;
