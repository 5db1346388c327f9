-- AlterTable
ALTER TABLE "user_role" ADD COLUMN     "organization_id" UUID;
