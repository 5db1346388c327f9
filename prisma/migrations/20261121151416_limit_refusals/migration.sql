-- CreateTable
CREATE TABLE "limit_refusal" (
    "rule" TEXT NOT NULL,
    "bucket" TEXT NOT NULL,
    "subject" BYTEA NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID,
    "sealed" BYTEA,
    "count" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "forgotten_at" TIMESTAMPTZ(3),

    CONSTRAINT "limit_refusal_pkey" PRIMARY KEY ("rule","bucket","subject","hour")
);

-- CreateIndex
CREATE INDEX "limit_refusal_last_at_idx" ON "limit_refusal"("last_at");

-- CreateIndex
CREATE INDEX "limit_refusal_forgotten_at_idx" ON "limit_refusal"("forgotten_at");
