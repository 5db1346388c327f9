-- AlterTable
ALTER TABLE "user" ADD COLUMN     "erase_at" TIMESTAMPTZ(3);

-- Written by hand, what Prisma's schema language cannot say.
-- Who was deleted before there was an end to it gets the whole grace from now on.
UPDATE "user" SET "erase_at" = now() + interval '30 days' WHERE "deleted_at" IS NOT NULL AND "status" = 'deletion_scheduled';
-- Nobody who came back is erased, whatever else is written.
ALTER TABLE "user" ADD CONSTRAINT "user_erase_at_check" CHECK ("erase_at" IS NULL OR "status" = 'deletion_scheduled');
CREATE INDEX "user_erase_at_idx" ON "user" ("erase_at") WHERE "erase_at" IS NOT NULL;
