-- AlterTable
ALTER TABLE "job_row_error" ADD COLUMN     "details" JSONB;
