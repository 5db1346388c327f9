-- Written by hand, Prisma has no words for it.
-- Whoever waits or was shut out is seldom among those seen last. Signing in, for the active alone, touches neither index.
CREATE INDEX "user_listed_last_sign_in_idx" ON "user" ("status", (coalesce("last_sign_in_at", 'epoch'::timestamptz)), "id")
  WHERE "deleted_at" IS NULL AND "status" <> 'active';
CREATE INDEX "user_unverified_last_sign_in_idx" ON "user" ((coalesce("last_sign_in_at", 'epoch'::timestamptz)), "id")
  WHERE "email_verified_at" IS NULL AND "deleted_at" IS NULL;
-- What the other filters ask is in the index, too: nobody's row is read to be left out.
DROP INDEX "user_unverified_idx";
CREATE INDEX "user_unverified_idx" ON "user" ("created_at", "id") INCLUDE ("status", "last_sign_in_at")
  WHERE "email_verified_at" IS NULL AND "deleted_at" IS NULL;
