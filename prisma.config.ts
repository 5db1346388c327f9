import { defineConfig } from 'prisma/config';

// For `prisma migrate` and `prisma studio` where Prisma can download its engine; Gatehouse itself needs neither.
export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
