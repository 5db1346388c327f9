-- CreateTable
CREATE TABLE "setting" (
    "version" INTEGER NOT NULL,
    "values" JSONB NOT NULL,
    "changes" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by_id" UUID,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("version")
);
