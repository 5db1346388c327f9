-- AlterTable
ALTER TABLE "background_job" ADD COLUMN     "updated" INTEGER NOT NULL DEFAULT 0;
