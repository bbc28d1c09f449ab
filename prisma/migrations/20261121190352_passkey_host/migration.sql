-- AlterTable
ALTER TABLE "Passkey" ADD COLUMN     "host" TEXT;
