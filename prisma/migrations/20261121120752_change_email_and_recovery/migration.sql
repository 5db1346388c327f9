-- CreateEnum
CREATE TYPE "recovery_outcome" AS ENUM ('completed', 'cancelled', 'denied', 'expired');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "one_time_purpose" ADD VALUE 'email_change';
ALTER TYPE "one_time_purpose" ADD VALUE 'email_revert';
ALTER TYPE "one_time_purpose" ADD VALUE 'recovery_request';
ALTER TYPE "one_time_purpose" ADD VALUE 'recovery_cancel';
ALTER TYPE "one_time_purpose" ADD VALUE 'recovery_complete';

-- CreateTable
CREATE TABLE "email_change" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "new_email_sealed" BYTEA NOT NULL,
    "old_email_sealed" BYTEA,
    "confirm_token_id" UUID,
    "revert_token_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "reverted_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recovery_request" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_at" TIMESTAMPTZ(3),
    "decided_by_id" UUID,
    "last_notice_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "outcome" "recovery_outcome",

    CONSTRAINT "recovery_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "email_change_confirm_token_id_key" ON "email_change"("confirm_token_id");

-- CreateIndex
CREATE UNIQUE INDEX "email_change_revert_token_id_key" ON "email_change"("revert_token_id");

-- CreateIndex
CREATE INDEX "email_change_user_id_created_at_idx" ON "email_change"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "email_change_created_at_idx" ON "email_change"("created_at");

-- CreateIndex
CREATE INDEX "recovery_request_user_id_idx" ON "recovery_request"("user_id");

-- CreateIndex
CREATE INDEX "recovery_request_created_at_idx" ON "recovery_request"("created_at");

-- AddForeignKey
ALTER TABLE "email_change" ADD CONSTRAINT "email_change_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_request" ADD CONSTRAINT "recovery_request_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Below: written by hand, Prisma has no words for it.
CREATE UNIQUE INDEX "recovery_request_one_open" ON "recovery_request" ("user_id") WHERE "ended_at" IS NULL;
ALTER TABLE "recovery_request" ADD CONSTRAINT "recovery_request_ended_check" CHECK (("ended_at" IS NULL) = ("outcome" IS NULL));
