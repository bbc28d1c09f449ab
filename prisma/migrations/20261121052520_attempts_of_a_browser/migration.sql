-- DropIndex
DROP INDEX "LinkRequest_attemptHash_key";

-- AlterTable
ALTER TABLE "SignInLink" DROP COLUMN "deviceHash",
ADD COLUMN     "attemptHash" BYTEA;

-- CreateIndex
CREATE INDEX "LinkRequest_attemptHash_createdAt_idx" ON "LinkRequest"("attemptHash", "createdAt" DESC);
