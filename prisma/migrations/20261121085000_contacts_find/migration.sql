-- DropIndex
DROP INDEX "Contact_tagIds_idx";

-- DropIndex
DROP INDEX "Contact_workspaceId_search_idx";

-- AlterTable
ALTER TABLE "BulkAct" DROP COLUMN "report",
ADD COLUMN     "problem" TEXT;

-- CreateTable
CREATE TABLE "BulkActRow" (
    "workspaceId" UUID NOT NULL,
    "bulkActId" UUID NOT NULL,
    "contactId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BulkActRow_pkey" PRIMARY KEY ("bulkActId","contactId")
);

-- CreateIndex
CREATE INDEX "BulkActRow_bulkActId_result_contactId_idx" ON "BulkActRow"("bulkActId", "result", "contactId");

-- AddForeignKey
ALTER TABLE "BulkActRow" ADD CONSTRAINT "BulkActRow_workspaceId_bulkActId_fkey" FOREIGN KEY ("workspaceId", "bulkActId") REFERENCES "BulkAct"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Both columns the same way, so that one comparison of pairs finds the next page in either direction.
DROP INDEX "Contact_workspaceId_createdAt_id_idx";
DROP INDEX "Contact_workspaceId_lastSeenAt_id_idx";
CREATE INDEX "Contact_workspaceId_createdAt_id_idx" ON "Contact"("workspaceId", "createdAt", "id");
CREATE INDEX "Contact_workspaceId_lastSeenAt_id_idx" ON "Contact"("workspaceId", "lastSeenAt", "id");

-- Sorted by code point everywhere: the same order on every database, and the plainest comparison there is.
ALTER TABLE "Contact" ALTER COLUMN "nameKey" TYPE TEXT COLLATE "C";
ALTER TABLE "Company" ALTER COLUMN "nameKey" TYPE TEXT COLLATE "C";

-- Finer statistics: they decide how a search is done, and "about how many" it finds.
ALTER TABLE "Contact" ALTER COLUMN "search" SET STATISTICS 1000;

-- One index for everything that narrows a list of contacts: text, tags and the yes-or-no filters, alone or together.
-- lib/contacts/conditions.ts writes the same expression. A short pending list keeps searches quick while contacts change.
CREATE INDEX "Contact_find" ON "Contact" USING GIN (
  "workspaceId" uuid_ops,
  "search" gin_trgm_ops,
  "tagIds" array_ops,
  (ARRAY[
    CASE WHEN "active" THEN 'active' ELSE 'inactive' END,
    CASE WHEN "portalAccess" THEN 'access' ELSE 'no_access' END,
    CASE WHEN "invitedAt" IS NULL THEN 'not_invited' ELSE 'invited' END,
    CASE WHEN "firstSignedInAt" IS NULL THEN 'never_signed_in' ELSE 'signed_in' END,
    CASE WHEN "bounced" THEN 'bounced' ELSE 'not_bounced' END
  ]) array_ops
) WITH (gin_pending_list_limit = 1024);

CREATE INDEX "Company_find" ON "Company" USING GIN ("workspaceId" uuid_ops, "nameKey" gin_trgm_ops);
