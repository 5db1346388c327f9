-- Counted by the hour from now on (decision 25); those of imports before this are counted here, once.
INSERT INTO "statistics_hour" ("hour", "metric", "label", "count")
SELECT date_trunc('hour', "created_at", 'UTC'), 'imported_user', '', count(*)
FROM "audit_event" WHERE "action" = 'user.imported' AND "created_at" > now() - interval '91 days'
GROUP BY 1;
