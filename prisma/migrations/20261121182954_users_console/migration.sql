-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "one_time_purpose" ADD VALUE 'invitation';
ALTER TYPE "one_time_purpose" ADD VALUE 'recovery_link';

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "account_provider_user_id_idx" ON "account"("provider", "user_id");

-- CreateIndex
CREATE INDEX "user_status_created_at_id_idx" ON "user"("status", "created_at", "id");

-- Below: written by hand, Prisma has no words for it.
-- Whoever never signed in sorts as longest ago, so that one index serves both directions of the console's list.
CREATE INDEX "user_last_sign_in_idx" ON "user" ((coalesce("last_sign_in_at", 'epoch'::timestamptz)), "id");
CREATE INDEX "user_unverified_idx" ON "user" ("created_at", "id") WHERE "email_verified_at" IS NULL;
CREATE INDEX "user_deleted_idx" ON "user" ("created_at", "id") WHERE "deleted_at" IS NOT NULL;
CREATE INDEX "factor_confirmed_idx" ON "factor" ("user_id") WHERE "confirmed_at" IS NOT NULL;
-- Who was deleted, or is shut out, must not be able to sign in whatever else is written.
ALTER TABLE "user" ADD CONSTRAINT "user_deleted_status_check" CHECK ("deleted_at" IS NULL OR "status" IN ('deletion_scheduled', 'erased'));
-- A list of trigrams is short and looked up often: the pending list of GIN would be read at every search.
ALTER INDEX "user_search_tokens_idx" SET (fastupdate = off);
