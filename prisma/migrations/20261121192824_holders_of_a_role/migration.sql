-- DropIndex
DROP INDEX "user_role_role_id_idx";

-- CreateIndex
CREATE INDEX "user_role_role_id_user_id_expires_at_idx" ON "user_role"("role_id", "user_id", "expires_at");
