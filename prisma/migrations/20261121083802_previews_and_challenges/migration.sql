-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "challenge" BYTEA,
ADD COLUMN     "challengeUntil" TIMESTAMPTZ(3),
ADD COLUMN     "previewContactId" UUID,
ADD COLUMN     "previewUntil" TIMESTAMPTZ(3);
