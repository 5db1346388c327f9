-- CreateEnum
CREATE TYPE "factor_method" AS ENUM ('totp');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "one_time_purpose" ADD VALUE 'sign_in';
ALTER TYPE "one_time_purpose" ADD VALUE 'step_up';

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "step_up_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "factor_failures" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "factor" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "method" "factor_method" NOT NULL,
    "secret_sealed" BYTEA NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "factor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backup_code" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "slot" INTEGER NOT NULL,
    "code_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "backup_code_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_challenge" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "method" TEXT NOT NULL,
    "amr" TEXT[],
    "kind" "session_kind" NOT NULL,
    "remember" BOOLEAN NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_challenge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trusted_device" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "client_sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trusted_device_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "factor_user_id_idx" ON "factor"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "backup_code_user_id_slot_key" ON "backup_code"("user_id", "slot");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_challenge_token_hash_key" ON "sign_in_challenge"("token_hash");

-- CreateIndex
CREATE INDEX "sign_in_challenge_user_id_idx" ON "sign_in_challenge"("user_id");

-- CreateIndex
CREATE INDEX "sign_in_challenge_expires_at_idx" ON "sign_in_challenge"("expires_at");

-- CreateIndex
CREATE INDEX "trusted_device_user_id_idx" ON "trusted_device"("user_id");

-- CreateIndex
CREATE INDEX "trusted_device_expires_at_idx" ON "trusted_device"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "trusted_device_token_hash_user_id_key" ON "trusted_device"("token_hash", "user_id");

-- AddForeignKey
ALTER TABLE "factor" ADD CONSTRAINT "factor_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup_code" ADD CONSTRAINT "backup_code_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_challenge" ADD CONSTRAINT "sign_in_challenge_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trusted_device" ADD CONSTRAINT "trusted_device_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Below: written by hand, Prisma has no words for it.
CREATE UNIQUE INDEX "factor_one_confirmed" ON "factor" ("user_id", "method") WHERE "confirmed_at" IS NOT NULL;
ALTER TABLE "backup_code" ADD CONSTRAINT "backup_code_slot_check" CHECK ("slot" BETWEEN 0 AND 9);
ALTER TABLE "user" ADD CONSTRAINT "user_factor_failures_check" CHECK ("factor_failures" >= 0);
