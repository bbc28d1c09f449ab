-- AlterTable
ALTER TABLE "Mail" ADD COLUMN     "batchKey" TEXT;

-- CreateIndex
CREATE INDEX "Mail_batchKey_idx" ON "Mail"("batchKey");
