-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "btree_gin";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "pg_trgm";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "unaccent";

-- CreateEnum
CREATE TYPE "Preset" AS ENUM ('club', 'agency', 'builder', 'desk');

-- CreateEnum
CREATE TYPE "Purpose" AS ENUM ('portal_login', 'portal_invitation', 'contract', 'work_scope', 'selections', 'invoice', 'appointment', 'ticket', 'packet', 'temporary_access', 'email_change', 'staff_login', 'staff_invitation');

-- CreateEnum
CREATE TYPE "Supersede" AS ENUM ('none', 'older');

-- CreateEnum
CREATE TYPE "Confirm" AS ENUM ('button', 'code');

-- CreateEnum
CREATE TYPE "SessionScope" AS ENUM ('portal', 'item');

-- CreateEnum
CREATE TYPE "Expired" AS ENUM ('sign_in', 'dialog', 'one_click', 'contact_us');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('owner', 'admin', 'agent', 'viewer');

-- CreateEnum
CREATE TYPE "AddressKind" AS ENUM ('primary', 'partner');

-- CreateEnum
CREATE TYPE "Sharing" AS ENUM ('none', 'chosen', 'everyone');

-- CreateEnum
CREATE TYPE "PasswordMode" AS ENUM ('off', 'optional');

-- CreateEnum
CREATE TYPE "PasskeyMode" AS ENUM ('optional', 'required');

-- CreateEnum
CREATE TYPE "SessionKind" AS ENUM ('member', 'staff');

-- CreateEnum
CREATE TYPE "SignInMethod" AS ENUM ('link', 'code', 'password');

-- CreateEnum
CREATE TYPE "MailState" AS ENUM ('queued', 'sending', 'sent', 'delivered', 'delayed', 'bounced', 'complained', 'failed', 'suppressed', 'dropped', 'uncertain');

-- CreateEnum
CREATE TYPE "MailLane" AS ENUM ('sign_in', 'bulk');

-- CreateEnum
CREATE TYPE "SuppressionReason" AS ENUM ('bounced', 'complained', 'manual');

-- CreateEnum
CREATE TYPE "ActivityType" AS ENUM ('SIGN_IN', 'LINK', 'SESSION', 'CONTACT', 'COMPANY', 'MAIL', 'WEBHOOK', 'SETTINGS', 'STAFF', 'IMPORT', 'SECURITY');

-- CreateEnum
CREATE TYPE "FieldKind" AS ENUM ('text', 'date', 'choice');

-- CreateEnum
CREATE TYPE "ImportState" AS ENUM ('uploaded', 'running', 'done', 'failed', 'undoing', 'undone');

-- CreateTable
CREATE TABLE "Workspace" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "preset" "Preset" NOT NULL DEFAULT 'club',
    "timeZone" TEXT NOT NULL DEFAULT 'UTC',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "accent" TEXT NOT NULL DEFAULT '#3454d1',
    "logoLight" TEXT,
    "logoDark" TEXT,
    "favicon" TEXT,
    "tagline" TEXT,
    "footerLinks" JSONB NOT NULL DEFAULT '[]',
    "supportEmail" TEXT,
    "supportPhone" TEXT,
    "supportUrl" TEXT,
    "senderName" TEXT,
    "senderEmail" TEXT,
    "replyTo" TEXT,
    "passwords" "PasswordMode" NOT NULL DEFAULT 'off',
    "staffPasskey" "PasskeyMode" NOT NULL DEFAULT 'optional',
    "sessionDays" INTEGER NOT NULL DEFAULT 30,
    "sessionMaxDays" INTEGER,
    "asksPerIp" INTEGER NOT NULL DEFAULT 30,
    "staffSendsPerHour" INTEGER NOT NULL DEFAULT 60,
    "activationDays" INTEGER NOT NULL DEFAULT 7,
    "underAttackUntil" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Domain" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "host" TEXT NOT NULL,
    "isPrimary" BOOLEAN NOT NULL DEFAULT false,
    "verifyToken" TEXT NOT NULL,
    "verifiedAt" TIMESTAMPTZ(3),
    "checkedAt" TIMESTAMPTZ(3),
    "problem" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Domain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Policy" (
    "workspaceId" UUID NOT NULL,
    "purpose" "Purpose" NOT NULL,
    "lifetimeMinutes" INTEGER NOT NULL,
    "supersede" "Supersede" NOT NULL DEFAULT 'none',
    "confirm" "Confirm" NOT NULL DEFAULT 'button',
    "ipBound" BOOLEAN NOT NULL DEFAULT false,
    "requiresPortalAccess" BOOLEAN NOT NULL DEFAULT false,
    "destination" TEXT NOT NULL DEFAULT '/',
    "sessionScope" "SessionScope" NOT NULL DEFAULT 'portal',
    "expired" "Expired" NOT NULL DEFAULT 'sign_in',
    "rateLimit" INTEGER NOT NULL DEFAULT 3,
    "includeCode" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "Policy_pkey" PRIMARY KEY ("workspaceId","purpose")
);

-- CreateTable
CREATE TABLE "Staff" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailKey" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "invitedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "acceptedAt" TIMESTAMPTZ(3),
    "lastSeenAt" TIMESTAMPTZ(3),
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Staff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Passkey" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "staffId" UUID NOT NULL,
    "credentialId" TEXT NOT NULL,
    "publicKey" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL DEFAULT 0,
    "transports" TEXT[],
    "label" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Passkey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Company" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "domain" TEXT,
    "domainVerifiedAt" TIMESTAMPTZ(3),
    "sharing" "Sharing" NOT NULL DEFAULT 'none',
    "note" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Company_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Contact" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "companyId" UUID,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "portalAccess" BOOLEAN NOT NULL DEFAULT false,
    "accessEndsAt" TIMESTAMPTZ(3),
    "invitedAt" TIMESTAMPTZ(3),
    "firstSignedInAt" TIMESTAMPTZ(3),
    "lastSeenAt" TIMESTAMPTZ(3),
    "bounced" BOOLEAN NOT NULL DEFAULT false,
    "note" TEXT NOT NULL DEFAULT '',
    "phone" TEXT,
    "externalId" TEXT,
    "tagIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "fields" JSONB NOT NULL DEFAULT '{}',
    "search" TEXT NOT NULL DEFAULT '',
    "importId" UUID,
    "passwordHash" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Address" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "contactId" UUID NOT NULL,
    "kind" "AddressKind" NOT NULL DEFAULT 'primary',
    "email" TEXT NOT NULL,
    "emailKey" TEXT NOT NULL,
    "verifiedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Address_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Tag" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "color" TEXT NOT NULL DEFAULT 'slate',

    CONSTRAINT "Tag_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Field" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "kind" "FieldKind" NOT NULL,
    "choices" TEXT[],
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Field_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Suppression" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "emailKey" TEXT NOT NULL,
    "reason" "SuppressionReason" NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "mailId" UUID,
    "byStaffId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "clearedAt" TIMESTAMPTZ(3),
    "clearedById" UUID,

    CONSTRAINT "Suppression_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LinkRequest" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "purpose" "Purpose" NOT NULL,
    "typed" TEXT NOT NULL,
    "emailKey" TEXT NOT NULL,
    "attemptHash" BYTEA NOT NULL,
    "deviceHash" BYTEA,
    "destination" TEXT,
    "ip" TEXT NOT NULL,
    "userAgent" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "resolvedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "contactId" UUID,
    "linkId" UUID,
    "codeTries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "LinkRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignInLink" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "purpose" "Purpose" NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "contactId" UUID,
    "addressId" UUID,
    "staffId" UUID,
    "emailKey" TEXT NOT NULL,
    "newEmail" TEXT,
    "destination" TEXT NOT NULL DEFAULT '/',
    "sessionScope" "SessionScope" NOT NULL DEFAULT 'portal',
    "itemPath" TEXT,
    "confirm" "Confirm" NOT NULL DEFAULT 'button',
    "requiresPortalAccess" BOOLEAN NOT NULL DEFAULT false,
    "boundIp" TEXT,
    "requestId" UUID,
    "deviceHash" BYTEA,
    "sentById" UUID,
    "copied" BOOLEAN NOT NULL DEFAULT false,
    "askedFrom" TEXT,
    "lifetimeMinutes" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "usedBySessionId" UUID,
    "usedByCode" BOOLEAN NOT NULL DEFAULT false,
    "usedElsewhere" BOOLEAN NOT NULL DEFAULT false,
    "revokedAt" TIMESTAMPTZ(3),
    "replacedAt" TIMESTAMPTZ(3),
    "codeHash" BYTEA,
    "codeTries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "SignInLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LinkOpening" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "linkId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "method" TEXT NOT NULL,
    "ip" TEXT NOT NULL,
    "userAgent" TEXT NOT NULL,
    "looks" TEXT NOT NULL,
    "pressed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "LinkOpening_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MailGateway" (
    "workspaceId" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "openings" INTEGER NOT NULL DEFAULT 0,
    "presses" INTEGER NOT NULL DEFAULT 0,
    "firstAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmCode" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "MailGateway_pkey" PRIMARY KEY ("workspaceId","domain")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "kind" "SessionKind" NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "addressId" UUID,
    "contactId" UUID,
    "staffId" UUID,
    "scope" "SessionScope" NOT NULL DEFAULT 'portal',
    "itemPath" TEXT,
    "requiresPortalAccess" BOOLEAN NOT NULL DEFAULT false,
    "method" "SignInMethod" NOT NULL,
    "linkId" UUID,
    "deviceHash" BYTEA,
    "device" TEXT NOT NULL,
    "ip" TEXT NOT NULL,
    "userAgent" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "freshAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "absoluteExpiresAt" TIMESTAMPTZ(3),
    "passkeyAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "endReason" TEXT,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Device" (
    "workspaceId" UUID NOT NULL,
    "deviceHash" BYTEA NOT NULL,
    "emailKey" TEXT NOT NULL,
    "kind" "SessionKind" NOT NULL,
    "label" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Device_pkey" PRIMARY KEY ("workspaceId","deviceHash","emailKey","kind")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Mail" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "template" TEXT NOT NULL,
    "lane" "MailLane" NOT NULL DEFAULT 'sign_in',
    "state" "MailState" NOT NULL DEFAULT 'queued',
    "to" TEXT NOT NULL,
    "toKey" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "data" JSONB NOT NULL DEFAULT '{}',
    "sealed" BYTEA,
    "contactId" UUID,
    "staffId" UUID,
    "linkId" UUID,
    "requestId" UUID,
    "sentById" UUID,
    "idempotencyKey" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimedUntil" TIMESTAMPTZ(3),
    "uselessAfter" TIMESTAMPTZ(3) NOT NULL,
    "providerId" TEXT,
    "problem" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),
    "deliveredAt" TIMESTAMPTZ(3),
    "stateAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MailEvent" (
    "id" TEXT NOT NULL,
    "workspaceId" UUID,
    "mailId" UUID,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MailEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutboxMail" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "workspaceId" UUID NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "toKey" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "links" TEXT[],
    "code" TEXT,
    "headers" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "OutboxMail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Wording" (
    "workspaceId" UUID NOT NULL,
    "template" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "subject" TEXT NOT NULL,
    "intro" TEXT NOT NULL,
    "button" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Wording_pkey" PRIMARY KEY ("workspaceId","template","locale")
);

-- CreateTable
CREATE TABLE "SenderDomain" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "dkimSelector" TEXT NOT NULL DEFAULT 'resend',
    "dkimValue" TEXT,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "records" JSONB NOT NULL DEFAULT '[]',
    "checkedAt" TIMESTAMPTZ(3),
    "verifiedAt" TIMESTAMPTZ(3),
    "brokenAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SenderDomain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Activity" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" "ActivityType" NOT NULL,
    "action" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "staffId" UUID,
    "contactId" UUID,
    "companyId" UUID,
    "sessionId" UUID,
    "linkId" UUID,
    "mailId" UUID,
    "requestId" UUID,
    "ip" TEXT,
    "device" TEXT,
    "ok" BOOLEAN NOT NULL DEFAULT true,
    "data" JSONB NOT NULL DEFAULT '{}',
    "seq" BIGINT,
    "hash" BYTEA,

    CONSTRAINT "Activity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Import" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "staffId" UUID NOT NULL,
    "fileName" TEXT NOT NULL,
    "state" "ImportState" NOT NULL DEFAULT 'uploaded',
    "headers" TEXT[],
    "delimiter" TEXT NOT NULL DEFAULT ',',
    "mapping" JSONB NOT NULL DEFAULT '{}',
    "duplicates" TEXT NOT NULL DEFAULT 'skip',
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "claimedUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportRow" (
    "workspaceId" UUID NOT NULL,
    "importId" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "cells" TEXT[],
    "result" TEXT,
    "problem" TEXT,
    "contactId" UUID,
    "before" JSONB,

    CONSTRAINT "ImportRow_pkey" PRIMARY KEY ("importId","line")
);

-- CreateTable
CREATE TABLE "BulkAct" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "staffId" UUID NOT NULL,
    "act" TEXT NOT NULL,
    "args" JSONB NOT NULL DEFAULT '{}',
    "filter" JSONB NOT NULL DEFAULT '{}',
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "cursor" TEXT,
    "report" JSONB NOT NULL DEFAULT '[]',
    "claimedUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BulkAct_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Chore" (
    "name" TEXT NOT NULL,
    "claimedUntil" TIMESTAMPTZ(3),
    "lastRunAt" TIMESTAMPTZ(3),
    "lastProblem" TEXT,

    CONSTRAINT "Chore_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "Workspace_slug_key" ON "Workspace"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Domain_host_key" ON "Domain"("host");

-- CreateIndex
CREATE INDEX "Domain_workspaceId_idx" ON "Domain"("workspaceId");

-- CreateIndex
CREATE UNIQUE INDEX "Staff_workspaceId_emailKey_key" ON "Staff"("workspaceId", "emailKey");

-- CreateIndex
CREATE UNIQUE INDEX "Staff_workspaceId_id_key" ON "Staff"("workspaceId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Passkey_credentialId_key" ON "Passkey"("credentialId");

-- CreateIndex
CREATE INDEX "Passkey_workspaceId_staffId_idx" ON "Passkey"("workspaceId", "staffId");

-- CreateIndex
CREATE INDEX "Company_workspaceId_nameKey_id_idx" ON "Company"("workspaceId", "nameKey", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Company_workspaceId_id_key" ON "Company"("workspaceId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Company_workspaceId_domain_key" ON "Company"("workspaceId", "domain");

-- CreateIndex
CREATE INDEX "Contact_workspaceId_nameKey_id_idx" ON "Contact"("workspaceId", "nameKey", "id");

-- CreateIndex
CREATE INDEX "Contact_workspaceId_createdAt_id_idx" ON "Contact"("workspaceId", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Contact_workspaceId_lastSeenAt_id_idx" ON "Contact"("workspaceId", "lastSeenAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Contact_workspaceId_companyId_nameKey_id_idx" ON "Contact"("workspaceId", "companyId", "nameKey", "id");

-- CreateIndex
CREATE INDEX "Contact_workspaceId_importId_idx" ON "Contact"("workspaceId", "importId");

-- CreateIndex
CREATE INDEX "Contact_workspaceId_search_idx" ON "Contact" USING GIN ("workspaceId" uuid_ops, "search" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "Contact_tagIds_idx" ON "Contact" USING GIN ("tagIds");

-- CreateIndex
CREATE UNIQUE INDEX "Contact_workspaceId_id_key" ON "Contact"("workspaceId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Contact_workspaceId_externalId_key" ON "Contact"("workspaceId", "externalId");

-- CreateIndex
CREATE INDEX "Address_emailKey_trgm" ON "Address" USING GIN ("workspaceId" uuid_ops, "emailKey" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "Address_workspaceId_emailKey_key" ON "Address"("workspaceId", "emailKey");

-- CreateIndex
CREATE UNIQUE INDEX "Address_workspaceId_id_key" ON "Address"("workspaceId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Address_workspaceId_contactId_kind_key" ON "Address"("workspaceId", "contactId", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "Tag_workspaceId_nameKey_key" ON "Tag"("workspaceId", "nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "Field_workspaceId_key_key" ON "Field"("workspaceId", "key");

-- CreateIndex
CREATE INDEX "Suppression_workspaceId_emailKey_clearedAt_idx" ON "Suppression"("workspaceId", "emailKey", "clearedAt");

-- CreateIndex
CREATE UNIQUE INDEX "LinkRequest_attemptHash_key" ON "LinkRequest"("attemptHash");

-- CreateIndex
CREATE INDEX "LinkRequest_resolvedAt_createdAt_idx" ON "LinkRequest"("resolvedAt", "createdAt");

-- CreateIndex
CREATE INDEX "LinkRequest_workspaceId_emailKey_createdAt_idx" ON "LinkRequest"("workspaceId", "emailKey", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "LinkRequest_workspaceId_createdAt_idx" ON "LinkRequest"("workspaceId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "LinkRequest_workspaceId_linkId_idx" ON "LinkRequest"("workspaceId", "linkId");

-- CreateIndex
CREATE INDEX "LinkRequest_expiresAt_idx" ON "LinkRequest"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "SignInLink_tokenHash_key" ON "SignInLink"("tokenHash");

-- CreateIndex
CREATE INDEX "SignInLink_workspaceId_contactId_createdAt_idx" ON "SignInLink"("workspaceId", "contactId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "SignInLink_workspaceId_staffId_createdAt_idx" ON "SignInLink"("workspaceId", "staffId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "SignInLink_workspaceId_addressId_idx" ON "SignInLink"("workspaceId", "addressId");

-- CreateIndex
CREATE INDEX "SignInLink_expiresAt_idx" ON "SignInLink"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "SignInLink_workspaceId_id_key" ON "SignInLink"("workspaceId", "id");

-- CreateIndex
CREATE INDEX "LinkOpening_workspaceId_linkId_at_idx" ON "LinkOpening"("workspaceId", "linkId", "at");

-- CreateIndex
CREATE INDEX "LinkOpening_at_idx" ON "LinkOpening"("at");

-- CreateIndex
CREATE UNIQUE INDEX "Session_tokenHash_key" ON "Session"("tokenHash");

-- CreateIndex
CREATE INDEX "Session_workspaceId_contactId_endedAt_lastSeenAt_idx" ON "Session"("workspaceId", "contactId", "endedAt", "lastSeenAt" DESC);

-- CreateIndex
CREATE INDEX "Session_workspaceId_staffId_endedAt_lastSeenAt_idx" ON "Session"("workspaceId", "staffId", "endedAt", "lastSeenAt" DESC);

-- CreateIndex
CREATE INDEX "Session_workspaceId_addressId_idx" ON "Session"("workspaceId", "addressId");

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE INDEX "Session_endedAt_idx" ON "Session"("endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Session_workspaceId_id_key" ON "Session"("workspaceId", "id");

-- CreateIndex
CREATE INDEX "Device_workspaceId_emailKey_idx" ON "Device"("workspaceId", "emailKey");

-- CreateIndex
CREATE INDEX "Device_lastSeenAt_idx" ON "Device"("lastSeenAt");

-- CreateIndex
CREATE INDEX "RateLimit_expiresAt_idx" ON "RateLimit"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "Mail_idempotencyKey_key" ON "Mail"("idempotencyKey");

-- CreateIndex
CREATE UNIQUE INDEX "Mail_providerId_key" ON "Mail"("providerId");

-- CreateIndex
CREATE INDEX "Mail_state_lane_nextAttemptAt_idx" ON "Mail"("state", "lane", "nextAttemptAt");

-- CreateIndex
CREATE INDEX "Mail_workspaceId_createdAt_id_idx" ON "Mail"("workspaceId", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Mail_workspaceId_state_createdAt_id_idx" ON "Mail"("workspaceId", "state", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Mail_workspaceId_contactId_createdAt_idx" ON "Mail"("workspaceId", "contactId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Mail_workspaceId_toKey_createdAt_idx" ON "Mail"("workspaceId", "toKey", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Mail_linkId_idx" ON "Mail"("linkId");

-- CreateIndex
CREATE UNIQUE INDEX "Mail_workspaceId_id_key" ON "Mail"("workspaceId", "id");

-- CreateIndex
CREATE INDEX "MailEvent_mailId_at_idx" ON "MailEvent"("mailId", "at");

-- CreateIndex
CREATE INDEX "MailEvent_receivedAt_idx" ON "MailEvent"("receivedAt");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMail_key_key" ON "OutboxMail"("key");

-- CreateIndex
CREATE INDEX "OutboxMail_toKey_at_idx" ON "OutboxMail"("toKey", "at");

-- CreateIndex
CREATE INDEX "OutboxMail_at_id_idx" ON "OutboxMail"("at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "SenderDomain_workspaceId_domain_key" ON "SenderDomain"("workspaceId", "domain");

-- CreateIndex
CREATE INDEX "Activity_workspaceId_at_id_idx" ON "Activity"("workspaceId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Activity_workspaceId_type_at_id_idx" ON "Activity"("workspaceId", "type", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Activity_workspaceId_contactId_at_id_idx" ON "Activity"("workspaceId", "contactId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Activity_workspaceId_staffId_at_id_idx" ON "Activity"("workspaceId", "staffId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "Activity_workspaceId_seq_key" ON "Activity"("workspaceId", "seq");

-- CreateIndex
CREATE INDEX "Import_workspaceId_createdAt_idx" ON "Import"("workspaceId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Import_state_claimedUntil_idx" ON "Import"("state", "claimedUntil");

-- CreateIndex
CREATE UNIQUE INDEX "Import_workspaceId_id_key" ON "Import"("workspaceId", "id");

-- CreateIndex
CREATE INDEX "ImportRow_importId_result_line_idx" ON "ImportRow"("importId", "result", "line");

-- CreateIndex
CREATE INDEX "BulkAct_workspaceId_createdAt_idx" ON "BulkAct"("workspaceId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "BulkAct_finishedAt_claimedUntil_idx" ON "BulkAct"("finishedAt", "claimedUntil");

-- CreateIndex
CREATE UNIQUE INDEX "BulkAct_workspaceId_id_key" ON "BulkAct"("workspaceId", "id");

-- AddForeignKey
ALTER TABLE "Domain" ADD CONSTRAINT "Domain_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Policy" ADD CONSTRAINT "Policy_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Staff" ADD CONSTRAINT "Staff_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Passkey" ADD CONSTRAINT "Passkey_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Passkey" ADD CONSTRAINT "Passkey_workspaceId_staffId_fkey" FOREIGN KEY ("workspaceId", "staffId") REFERENCES "Staff"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Company" ADD CONSTRAINT "Company_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contact" ADD CONSTRAINT "Contact_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contact" ADD CONSTRAINT "Contact_workspaceId_companyId_fkey" FOREIGN KEY ("workspaceId", "companyId") REFERENCES "Company"("workspaceId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Address" ADD CONSTRAINT "Address_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Address" ADD CONSTRAINT "Address_workspaceId_contactId_fkey" FOREIGN KEY ("workspaceId", "contactId") REFERENCES "Contact"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Tag" ADD CONSTRAINT "Tag_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Field" ADD CONSTRAINT "Field_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Suppression" ADD CONSTRAINT "Suppression_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkRequest" ADD CONSTRAINT "LinkRequest_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignInLink" ADD CONSTRAINT "SignInLink_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignInLink" ADD CONSTRAINT "SignInLink_workspaceId_contactId_fkey" FOREIGN KEY ("workspaceId", "contactId") REFERENCES "Contact"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignInLink" ADD CONSTRAINT "SignInLink_workspaceId_addressId_fkey" FOREIGN KEY ("workspaceId", "addressId") REFERENCES "Address"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignInLink" ADD CONSTRAINT "SignInLink_workspaceId_staffId_fkey" FOREIGN KEY ("workspaceId", "staffId") REFERENCES "Staff"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkOpening" ADD CONSTRAINT "LinkOpening_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MailGateway" ADD CONSTRAINT "MailGateway_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_workspaceId_contactId_fkey" FOREIGN KEY ("workspaceId", "contactId") REFERENCES "Contact"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_workspaceId_addressId_fkey" FOREIGN KEY ("workspaceId", "addressId") REFERENCES "Address"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_workspaceId_staffId_fkey" FOREIGN KEY ("workspaceId", "staffId") REFERENCES "Staff"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Device" ADD CONSTRAINT "Device_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Mail" ADD CONSTRAINT "Mail_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Wording" ADD CONSTRAINT "Wording_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SenderDomain" ADD CONSTRAINT "SenderDomain_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Import" ADD CONSTRAINT "Import_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportRow" ADD CONSTRAINT "ImportRow_workspaceId_importId_fkey" FOREIGN KEY ("workspaceId", "importId") REFERENCES "Import"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BulkAct" ADD CONSTRAINT "BulkAct_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
