-- DropIndex
DROP INDEX "Domain_host_key";

-- DropIndex
DROP INDEX "Domain_workspaceId_idx";

-- AlterTable
ALTER TABLE "Domain" DROP COLUMN "problem",
ADD COLUMN     "records" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "verifiedHost" TEXT;

-- What was proved stays proved.
UPDATE "Domain" SET "verifiedHost" = "host" WHERE "verifiedAt" IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "Domain_verifiedHost_key" ON "Domain"("verifiedHost");

-- CreateIndex
CREATE INDEX "Domain_checkedAt_idx" ON "Domain"("checkedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Domain_workspaceId_host_key" ON "Domain"("workspaceId", "host");
