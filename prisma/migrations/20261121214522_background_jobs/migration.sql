-- CreateEnum
CREATE TYPE "job_kind" AS ENUM ('users_bulk', 'users_import', 'users_export');

-- CreateEnum
CREATE TYPE "job_status" AS ENUM ('queued', 'running', 'done', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "background_job" (
    "id" UUID NOT NULL,
    "kind" "job_kind" NOT NULL,
    "status" "job_status" NOT NULL DEFAULT 'queued',
    "action" TEXT,
    "owner_id" UUID NOT NULL,
    "dry_run" BOOLEAN NOT NULL DEFAULT false,
    "details_sealed" BYTEA NOT NULL,
    "total" INTEGER,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "position" TEXT,
    "lease_holder" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "stumbles" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "background_job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_row_error" (
    "job_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "field" TEXT NOT NULL DEFAULT '',
    "user_id" UUID,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,

    CONSTRAINT "job_row_error_pkey" PRIMARY KEY ("job_id","row","field")
);

-- CreateTable
CREATE TABLE "job_chunk" (
    "job_id" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "job_chunk_pkey" PRIMARY KEY ("job_id","part","seq")
);

-- CreateTable
CREATE TABLE "job_seen_key" (
    "job_id" UUID NOT NULL,
    "key" BYTEA NOT NULL,

    CONSTRAINT "job_seen_key_pkey" PRIMARY KEY ("job_id","key")
);

-- CreateIndex
CREATE INDEX "background_job_created_at_id_idx" ON "background_job"("created_at", "id");

-- AddForeignKey
ALTER TABLE "job_row_error" ADD CONSTRAINT "job_row_error_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "background_job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_chunk" ADD CONSTRAINT "job_chunk_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "background_job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_seen_key" ADD CONSTRAINT "job_seen_key_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "background_job"("id") ON DELETE CASCADE ON UPDATE CASCADE;
