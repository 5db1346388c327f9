-- AlterTable
ALTER TABLE "setting" ADD COLUMN     "approved_by_id" UUID;
