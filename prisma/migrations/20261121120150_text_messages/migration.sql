-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "factor_method" ADD VALUE 'sms';
ALTER TYPE "factor_method" ADD VALUE 'email';

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "one_time_purpose" ADD VALUE 'phone_sign_in';
ALTER TYPE "one_time_purpose" ADD VALUE 'phone_change';
ALTER TYPE "one_time_purpose" ADD VALUE 'factor_setup';
ALTER TYPE "one_time_purpose" ADD VALUE 'sms_factor';
ALTER TYPE "one_time_purpose" ADD VALUE 'email_factor';

-- AlterTable
ALTER TABLE "one_time_token" ADD COLUMN     "bound_to" UUID,
ADD COLUMN     "detail_sealed" BYTEA;

-- AlterTable
ALTER TABLE "sign_in_challenge" ADD COLUMN     "codes_sent" INTEGER NOT NULL DEFAULT 0;

-- An app has a shared secret; codes that are sent have none.
ALTER TABLE "factor" ADD CONSTRAINT "factor_secret_check" CHECK ((method = 'totp') = (secret_sealed IS NOT NULL));
