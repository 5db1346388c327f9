-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "vault";

-- CreateEnum
CREATE TYPE "session_kind" AS ENUM ('browser', 'api');

-- CreateEnum
CREATE TYPE "signing_key_state" AS ENUM ('next', 'current', 'retired');

-- CreateEnum
CREATE TYPE "one_time_purpose" AS ENUM ('email_verification', 'password_reset', 'admin_setup');

-- CreateEnum
CREATE TYPE "user_status" AS ENUM ('pending', 'active', 'suspended', 'deletion_scheduled', 'erased');

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "action" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "reason" TEXT,
    "actor_type" TEXT NOT NULL,
    "actor_id" UUID,
    "subject_id" UUID,
    "target_type" TEXT,
    "target_id" TEXT,
    "organization_id" UUID,
    "request_id" TEXT,
    "changed_fields" TEXT[],
    "sealed" BYTEA,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("created_at","id")
) PARTITION BY RANGE ("created_at");

-- CreateTable
CREATE TABLE "role" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "rank" INTEGER NOT NULL,
    "system" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "role_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "permission" (
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "permission_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "role_permission" (
    "role_id" UUID NOT NULL,
    "permission_name" TEXT NOT NULL,

    CONSTRAINT "role_permission_pkey" PRIMARY KEY ("role_id","permission_name")
);

-- CreateTable
CREATE TABLE "user_role" (
    "user_id" UUID NOT NULL,
    "role_id" UUID NOT NULL,
    "granted_by" UUID,
    "reason" TEXT,
    "granted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_role_pkey" PRIMARY KEY ("user_id","role_id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" "session_kind" NOT NULL,
    "token_hash" BYTEA,
    "method" TEXT NOT NULL,
    "amr" TEXT[],
    "remember" BOOLEAN NOT NULL DEFAULT false,
    "client_sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "idle_seconds" INTEGER,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_reason" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_token" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "used_by_hash" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "known_device" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "failed_sign_ins" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "known_device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "private_sealed" BYTEA NOT NULL,
    "state" "signing_key_state" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "one_time_token" (
    "id" UUID NOT NULL,
    "purpose" "one_time_purpose" NOT NULL,
    "user_id" UUID,
    "token_hash" BYTEA NOT NULL,
    "code_hash" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),
    "voided_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "limit_counter" (
    "key" BYTEA NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "limit_counter_pkey" PRIMARY KEY ("key","window_start")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "pool" TEXT NOT NULL DEFAULT 'default',
    "status" "user_status" NOT NULL DEFAULT 'pending',
    "username" TEXT,
    "username_index" TEXT,
    "email_sealed" BYTEA,
    "email_index" BYTEA,
    "email_verified_at" TIMESTAMPTZ(3),
    "name_sealed" BYTEA,
    "first_name_sealed" BYTEA,
    "last_name_sealed" BYTEA,
    "phone_sealed" BYTEA,
    "phone_index" BYTEA,
    "phone_verified_at" TIMESTAMPTZ(3),
    "search_tokens" INTEGER[],
    "password_hash" TEXT,
    "password_changed_at" TIMESTAMPTZ(3),
    "registration_contested" BOOLEAN NOT NULL DEFAULT false,
    "failed_sign_ins" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    "locale" TEXT NOT NULL DEFAULT 'en',
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "avatar_url" TEXT,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "document" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vault"."data_key" (
    "subject_id" UUID NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "encryption_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "data_key_pkey" PRIMARY KEY ("subject_id")
);

-- CreateIndex
CREATE INDEX "audit_event_subject_id_created_at_idx" ON "audit_event"("subject_id", "created_at");

-- CreateIndex
CREATE INDEX "audit_event_actor_id_created_at_idx" ON "audit_event"("actor_id", "created_at");

-- CreateIndex
CREATE INDEX "audit_event_action_created_at_idx" ON "audit_event"("action", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "role_name_key" ON "role"("name");

-- CreateIndex
CREATE INDEX "role_permission_permission_name_idx" ON "role_permission"("permission_name");

-- CreateIndex
CREATE INDEX "user_role_role_id_idx" ON "user_role"("role_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE INDEX "session_user_id_created_at_idx" ON "session"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "refresh_token_token_hash_key" ON "refresh_token"("token_hash");

-- CreateIndex
CREATE INDEX "refresh_token_session_id_idx" ON "refresh_token"("session_id");

-- CreateIndex
CREATE INDEX "refresh_token_expires_at_idx" ON "refresh_token"("expires_at");

-- CreateIndex
CREATE INDEX "known_device_user_id_idx" ON "known_device"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "known_device_token_hash_user_id_key" ON "known_device"("token_hash", "user_id");

-- CreateIndex
CREATE INDEX "signing_key_state_idx" ON "signing_key"("state");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_token_token_hash_key" ON "one_time_token"("token_hash");

-- CreateIndex
CREATE INDEX "one_time_token_user_id_purpose_idx" ON "one_time_token"("user_id", "purpose");

-- CreateIndex
CREATE INDEX "one_time_token_expires_at_idx" ON "one_time_token"("expires_at");

-- CreateIndex
CREATE INDEX "limit_counter_window_start_idx" ON "limit_counter"("window_start");

-- CreateIndex
CREATE INDEX "user_created_at_id_idx" ON "user"("created_at", "id");

-- CreateIndex
CREATE INDEX "user_search_tokens_idx" ON "user" USING GIN ("search_tokens");

-- CreateIndex
CREATE UNIQUE INDEX "user_pool_email_index_key" ON "user"("pool", "email_index");

-- CreateIndex
CREATE UNIQUE INDEX "user_pool_username_index_key" ON "user"("pool", "username_index");

-- CreateIndex
CREATE UNIQUE INDEX "user_pool_phone_index_key" ON "user"("pool", "phone_index");

-- CreateIndex
CREATE INDEX "consent_user_id_idx" ON "consent"("user_id");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_provider_provider_account_id_key" ON "account"("provider", "provider_account_id");

-- AddForeignKey
ALTER TABLE "role_permission" ADD CONSTRAINT "role_permission_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "role"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_permission" ADD CONSTRAINT "role_permission_permission_name_fkey" FOREIGN KEY ("permission_name") REFERENCES "permission"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_role" ADD CONSTRAINT "user_role_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_role" ADD CONSTRAINT "user_role_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "role"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_token" ADD CONSTRAINT "refresh_token_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "known_device" ADD CONSTRAINT "known_device_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_token" ADD CONSTRAINT "one_time_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Below: written by hand, Prisma has no words for it.

-- Audit events are partitioned by month, so that retention drops a table instead of deleting rows.
-- The partitions live in a schema of their own: the schema engine would take them for tables that nobody asked for.
CREATE SCHEMA IF NOT EXISTS "audit_partitions";
CREATE TABLE "audit_partitions"."other" PARTITION OF "audit_event" DEFAULT;

-- Makes the partitions of this month and the next ones; called at every start and once a day.
CREATE FUNCTION "audit_partitions"."ensure"(months_ahead INTEGER DEFAULT 3) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  starts DATE := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
  ends DATE;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('gatehouse:audit-partitions'));
  FOR i IN 0..months_ahead LOOP
    ends := (starts + INTERVAL '1 month')::date;
    EXECUTE format('CREATE TABLE IF NOT EXISTS audit_partitions.%I PARTITION OF public.audit_event FOR VALUES FROM (%L) TO (%L)',
      'month_' || to_char(starts, 'YYYY_MM'), starts::text || ' 00:00:00+00', ends::text || ' 00:00:00+00');
    starts := ends;
  END LOOP;
END $$;
SELECT "audit_partitions"."ensure"();

ALTER TABLE "user" ADD CONSTRAINT "user_failed_sign_ins_check" CHECK ("failed_sign_ins" >= 0);
ALTER TABLE "user" ADD CONSTRAINT "user_erased_check" CHECK ("status" <> 'erased' OR ("email_sealed" IS NULL AND "email_index" IS NULL AND "password_hash" IS NULL));
ALTER TABLE "user" ADD CONSTRAINT "user_username_check" CHECK (("username" IS NULL) = ("username_index" IS NULL) AND "username_index" = lower("username"));
ALTER TABLE "known_device" ADD CONSTRAINT "known_device_failed_sign_ins_check" CHECK ("failed_sign_ins" >= 0);
ALTER TABLE "role" ADD CONSTRAINT "role_rank_check" CHECK ("rank" BETWEEN 0 AND 100);
ALTER TABLE "session" ADD CONSTRAINT "session_token_hash_check" CHECK (octet_length("token_hash") = 32);
ALTER TABLE "session" ADD CONSTRAINT "session_browser_check" CHECK ("kind" = 'api' OR "token_hash" IS NOT NULL OR "revoked_at" IS NOT NULL);
ALTER TABLE "refresh_token" ADD CONSTRAINT "refresh_token_hash_check" CHECK (octet_length("token_hash") = 32);
ALTER TABLE "one_time_token" ADD CONSTRAINT "one_time_token_hash_check" CHECK (octet_length("token_hash") = 32);
ALTER TABLE "one_time_token" ADD CONSTRAINT "one_time_token_attempts_check" CHECK ("attempts" BETWEEN 0 AND 5);
CREATE UNIQUE INDEX "signing_key_one_current" ON "signing_key" ("state") WHERE "state" = 'current';
