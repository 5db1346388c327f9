-- CreateTable
CREATE TABLE "statistics_hour" (
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "metric" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "statistics_hour_pkey" PRIMARY KEY ("metric","hour","label")
);
