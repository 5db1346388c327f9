-- AlterTable
ALTER TABLE "session" ADD COLUMN     "country" CHAR(2);

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "second_factor_required_at" TIMESTAMPTZ(3);

-- Everybody's sessions, newest first: what the list asks for is in the index, so that a rare country or method is found
-- without reading the sessions in between.
CREATE INDEX "session_listed_idx" ON "session" ("created_at", "id") INCLUDE ("user_id", "kind", "method", "country", "expires_at") WHERE "revoked_at" IS NULL;
