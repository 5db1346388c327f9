-- AlterTable
ALTER TABLE "idempotency_key" ADD COLUMN     "committed_at" TIMESTAMPTZ(3);
