-- AlterTable
ALTER TABLE "role" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;
