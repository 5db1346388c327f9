-- AlterTable
ALTER TABLE "account" ADD COLUMN     "email_sealed" BYTEA,
ADD COLUMN     "last_used_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "link_intent" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "provider_id" TEXT NOT NULL,
    "state_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_intent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offered_link" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "provider_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "email_sealed" BYTEA NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "offered_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "link_intent_state_hash_key" ON "link_intent"("state_hash");

-- CreateIndex
CREATE INDEX "link_intent_user_id_idx" ON "link_intent"("user_id");

-- CreateIndex
CREATE INDEX "link_intent_session_id_idx" ON "link_intent"("session_id");

-- CreateIndex
CREATE INDEX "link_intent_expires_at_idx" ON "link_intent"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "offered_link_token_hash_key" ON "offered_link"("token_hash");

-- CreateIndex
CREATE INDEX "offered_link_user_id_idx" ON "offered_link"("user_id");

-- CreateIndex
CREATE INDEX "offered_link_expires_at_idx" ON "offered_link"("expires_at");

-- AddForeignKey
ALTER TABLE "link_intent" ADD CONSTRAINT "link_intent_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "link_intent" ADD CONSTRAINT "link_intent_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offered_link" ADD CONSTRAINT "offered_link_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
