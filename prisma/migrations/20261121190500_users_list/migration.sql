-- DropIndex
DROP INDEX "user_status_created_at_id_idx";

-- Below: written by hand, Prisma has no words for it.
-- Who is deleted has an index of their own (user_deleted_idx); counting the others reads this one alone.
CREATE INDEX "user_listed_idx" ON "user" ("status", "created_at", "id") WHERE "deleted_at" IS NULL;
