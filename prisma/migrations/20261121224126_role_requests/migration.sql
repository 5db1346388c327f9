-- CreateEnum
CREATE TYPE "role_request_status" AS ENUM ('open', 'approved', 'denied', 'withdrawn');

-- CreateTable
CREATE TABLE "role_request" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role_id" UUID NOT NULL,
    "status" "role_request_status" NOT NULL DEFAULT 'open',
    "reason_sealed" BYTEA,
    "ends_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" UUID,
    "decision_sealed" BYTEA,

    CONSTRAINT "role_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "role_request_user_id_created_at_idx" ON "role_request"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "role_request_status_created_at_idx" ON "role_request"("status", "created_at");

-- CreateIndex
CREATE INDEX "role_request_role_id_idx" ON "role_request"("role_id");

-- AddForeignKey
ALTER TABLE "role_request" ADD CONSTRAINT "role_request_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_request" ADD CONSTRAINT "role_request_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "role"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand, what Prisma's schema language cannot say.
CREATE UNIQUE INDEX "role_request_open_idx" ON "role_request" ("user_id", "role_id") WHERE "status" = 'open';
ALTER TABLE "role_request" ADD CONSTRAINT "role_request_decided_check" CHECK ("decided_by_id" IS NULL OR ("decided_by_id" <> "user_id" AND "decided_at" IS NOT NULL));
