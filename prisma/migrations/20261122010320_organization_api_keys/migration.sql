-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "organization_id" UUID;

-- CreateIndex
CREATE INDEX "api_key_organization_id_created_at_idx" ON "api_key"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "api_key_created_by_id_idx" ON "api_key"("created_by_id");

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An organization is a third owner; there is still exactly one.
ALTER TABLE "api_key" DROP CONSTRAINT "api_key_one_owner";
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_one_owner" CHECK (num_nonnulls("user_id", "service_account_id", "organization_id") = 1);
-- What an organization's key may do is what its maker may do: one without a maker could not be judged.
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_maker" CHECK ("organization_id" IS NULL OR "created_by_id" IS NOT NULL);
