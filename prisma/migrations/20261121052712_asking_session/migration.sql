-- AlterTable
ALTER TABLE "SignInLink" ADD COLUMN     "askedBySessionId" UUID;
