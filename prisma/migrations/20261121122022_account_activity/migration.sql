-- AlterEnum
ALTER TYPE "one_time_purpose" ADD VALUE 'not_me';

-- CreateTable
CREATE TABLE "known_client" (
    "user_id" UUID NOT NULL,
    "client_hash" BYTEA NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "known_client_pkey" PRIMARY KEY ("user_id","client_hash")
);

-- AddForeignKey
ALTER TABLE "known_client" ADD CONSTRAINT "known_client_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
