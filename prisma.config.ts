import { defineConfig } from 'prisma/config'

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  // `prisma generate` wants an address although it never connects
  datasource: { url: process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:1/none' },
})
