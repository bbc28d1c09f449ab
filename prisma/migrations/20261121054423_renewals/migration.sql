-- AlterTable
ALTER TABLE "LinkRequest" ADD COLUMN     "renewsLinkId" UUID;
