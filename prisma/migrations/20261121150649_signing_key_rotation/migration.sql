-- AlterTable
ALTER TABLE "signing_key" ADD COLUMN     "activated_at" TIMESTAMPTZ(3),
ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "rotation_requested_at" TIMESTAMPTZ(3),
ALTER COLUMN "private_sealed" DROP NOT NULL;

UPDATE "signing_key" SET "activated_at" = "created_at" WHERE "state" = 'current';
UPDATE "signing_key" SET "private_sealed" = NULL, "retired_at" = coalesce("retired_at", now()), "expires_at" = now() + interval '16 minutes' WHERE "state" = 'retired';
CREATE UNIQUE INDEX "signing_key_one_next" ON "signing_key" ("state") WHERE "state" = 'next';
-- What is retired cannot sign any more, and does not verify for ever.
ALTER TABLE "signing_key" ADD CONSTRAINT "signing_key_retired_check" CHECK (
  CASE WHEN "state" = 'retired' THEN "private_sealed" IS NULL AND "retired_at" IS NOT NULL AND "expires_at" IS NOT NULL
  ELSE "private_sealed" IS NOT NULL AND "retired_at" IS NULL AND "expires_at" IS NULL END);
