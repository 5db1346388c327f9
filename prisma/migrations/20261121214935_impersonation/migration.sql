-- AlterTable
ALTER TABLE "session" ADD COLUMN     "impersonator_session_id" UUID;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_impersonator_session_id_fkey" FOREIGN KEY ("impersonator_session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Few sessions are of this kind: a session that is removed finds them, and each of its own has one going on at most.
CREATE INDEX "session_impersonator_idx" ON "session" ("impersonator_session_id") WHERE "impersonator_session_id" IS NOT NULL;
