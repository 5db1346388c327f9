-- CreateEnum
CREATE TYPE "proposal_kind" AS ENUM ('role_grant', 'role_request', 'role_change', 'settings_change', 'users_bulk');

-- CreateEnum
CREATE TYPE "proposal_status" AS ENUM ('open', 'approved', 'rejected', 'withdrawn');

-- CreateTable
CREATE TABLE "proposal" (
    "id" UUID NOT NULL,
    "proposer_id" UUID NOT NULL,
    "kind" "proposal_kind" NOT NULL,
    "status" "proposal_status" NOT NULL DEFAULT 'open',
    "act_sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" UUID,
    "decision_sealed" BYTEA,

    CONSTRAINT "proposal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "proposal_status_created_at_idx" ON "proposal"("status", "created_at");

-- CreateIndex
CREATE INDEX "proposal_proposer_id_status_idx" ON "proposal"("proposer_id", "status");

-- AddForeignKey
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_proposer_id_fkey" FOREIGN KEY ("proposer_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand, what Prisma's schema language cannot say: nobody approves or rejects their own, and whoever does is named.
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_decided_check" CHECK (
  ("decided_by_id" IS NULL OR ("decided_by_id" <> "proposer_id" AND "decided_at" IS NOT NULL))
  AND ("status" NOT IN ('approved', 'rejected') OR "decided_by_id" IS NOT NULL));
