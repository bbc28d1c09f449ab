-- AlterEnum
ALTER TYPE "ImportState" ADD VALUE 'receiving';

-- DropIndex
DROP INDEX "Import_state_claimedUntil_idx";

-- DropIndex
DROP INDEX "Import_workspaceId_createdAt_idx";

-- AlterTable
ALTER TABLE "Company" ADD COLUMN     "importId" UUID;

-- AlterTable
ALTER TABLE "Import" DROP COLUMN "claimedUntil",
ADD COLUMN     "encoding" TEXT NOT NULL DEFAULT 'utf-8',
ADD COLUMN     "kept" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "removed" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "restored" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "startedAt" TIMESTAMPTZ(3),
ADD COLUMN     "tag" TEXT,
ADD COLUMN     "turnAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "undoneById" UUID,
ALTER COLUMN "state" DROP DEFAULT,
ALTER COLUMN "mapping" SET DEFAULT '[]';

-- AlterTable
ALTER TABLE "ImportRow" ADD COLUMN     "after" TEXT;

-- AlterTable
ALTER TABLE "Tag" ADD COLUMN     "importId" UUID;

-- CreateIndex
CREATE INDEX "Company_workspaceId_importId_idx" ON "Company"("workspaceId", "importId");

-- CreateIndex
CREATE INDEX "Import_workspaceId_createdAt_id_idx" ON "Import"("workspaceId", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Import_state_turnAt_idx" ON "Import"("state", "turnAt");

-- CreateIndex
CREATE INDEX "ImportRow_importId_contactId_idx" ON "ImportRow"("importId", "contactId");
