-- DropIndex
DROP INDEX "account_provider_provider_account_id_key";

-- AlterTable
ALTER TABLE "account" ADD COLUMN     "pool" TEXT NOT NULL DEFAULT 'default';

-- AlterTable
ALTER TABLE "application" ADD COLUMN     "pool" TEXT NOT NULL DEFAULT 'default';

-- AlterTable
ALTER TABLE "organization" ADD COLUMN     "pool" TEXT NOT NULL DEFAULT 'default';

-- CreateTable
CREATE TABLE "user_pool" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "overrides" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pool_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_pool_name_key" ON "user_pool"("name");

-- CreateIndex
CREATE UNIQUE INDEX "account_pool_provider_provider_account_id_key" ON "account"("pool", "provider", "provider_account_id");

-- CreateIndex
CREATE INDEX "application_pool_idx" ON "application"("pool");

-- CreateIndex
CREATE INDEX "organization_pool_idx" ON "organization"("pool");

-- CreateIndex
CREATE INDEX "user_pool_created_at_id_idx" ON "user"("pool", "created_at", "id");

-- The pool that every installation has, before anything refers to it.
INSERT INTO "user_pool" ("id", "name", "display_name") VALUES ('00000000-0000-7000-8000-000000000001', 'default', 'Default');

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_pool_fkey" FOREIGN KEY ("pool") REFERENCES "user_pool"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "organization" ADD CONSTRAINT "organization_pool_fkey" FOREIGN KEY ("pool") REFERENCES "user_pool"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user" ADD CONSTRAINT "user_pool_fkey" FOREIGN KEY ("pool") REFERENCES "user_pool"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- It takes its policies from the installation's settings.
ALTER TABLE "user_pool" ADD CONSTRAINT "user_pool_default_inherits" CHECK ("name" <> 'default' OR "overrides" = '{}'::jsonb);
