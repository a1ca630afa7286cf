import { join } from 'node:path'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { StartupError } from './db/startup-error.ts'
import type { TrafficLimits } from './server/traffic.ts'

/** What a server is started with. Made from the environment by `readEnv`, or written down by a test. */
export interface ServerOptions {
  /** Refuses demo accounts, unknown GraphQL documents and introspection; cookies go over https only. */
  isProduction: boolean
  databaseUrl: string
  host: string
  /** 0 takes any free port. */
  port: number
  /** Null: the address that the server listens on. */
  publicUrl: string | null
  /** Key of the links in letters, at least 32 bytes. */
  linkSecret: string
  /** Keys of what is kept encrypted, at least 32 characters each, the newest first. */
  encryptionKeys: readonly string[]
  companyName: string
  timeZone: string
  /** Folder of the stored files. */
  filesDir: string
  /** Who administers an installation that has no employee yet; null: nobody is made. */
  adminEmail: string | null
  /** smtp:// or smtps://; null keeps letters in the outbox. */
  smtpUrl: string | null
  mailFrom: string
  /** Takes jobs in this process too. */
  isWorker: boolean
  /** Proxies in front of us whose X-Forwarded-For is believed: how many, or the ranges they are in. */
  trustedProxies: number | readonly string[]
  /** Other limits than the usual ones; the environment has none of these. */
  traffic?: Partial<TrafficLimits>
  /** Folder of the built web client; null serves the API alone. */
  webDir: string | null
  /** Days that the audit log is kept. */
  auditRetentionDays: number
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
}

const repository = join(import.meta.dirname, '../../..')
const MIN_SECRET_LENGTH = 32
/** What is made with it is worth nothing to an attacker only because production refuses it. */
const DEVELOPMENT_SECRET = 'development-only-secret-development'

/** Shorter, and whoever means harm could wait for his traces to be gone. */
export const MIN_AUDIT_DAYS = 180
const AUDIT_DAYS = 3 * 365

const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || undefined)
const flag = z
  .enum(['on', 'off'])
  .optional()
  .transform((value) => value !== 'off')

/** One or several, separated by commas: a new key goes before the old ones, which still open what they closed. */
const keys = text.pipe(
  z
    .string()
    .transform((value) => value.split(',').map((key) => key.trim()))
    .pipe(z.array(z.string().min(MIN_SECRET_LENGTH)).nonempty())
    .optional(),
)

const schema = z.object({
  NODE_ENV: text,
  DATABASE_URL: text.pipe(z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  HOST: text,
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  PUBLIC_URL: text.pipe(z.url({ protocol: /^https?$/ }).optional()),
  LINK_SECRET: text.pipe(z.string().min(MIN_SECRET_LENGTH).optional()),
  ENCRYPTION_KEY: keys,
  COMPANY_NAME: text,
  TIME_ZONE: text.pipe(z.string().refine(isTimeZone).optional()),
  FILES_DIR: text,
  ADMIN_EMAIL: text.pipe(z.email().optional()),
  SMTP_URL: text.pipe(z.url({ protocol: /^smtps?$/ }).optional()),
  MAIL_FROM: text,
  WORKER: flag,
  TRUSTED_PROXIES: text.transform((value, issues): number | string[] => {
    if (value === undefined) return 0
    if (/^(10|\d)$/.test(value)) return Number(value)
    const ranges = value.split(',').map((range) => range.trim())
    if (ranges.every((range) => ipaddr.isValidCIDR(range))) return ranges
    issues.addIssue({ code: 'custom' })
    return z.NEVER
  }),
  WEB_DIR: text,
  AUDIT_RETENTION_DAYS: z.coerce.number().int().min(MIN_AUDIT_DAYS).default(AUDIT_DAYS),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
})

/** What each variable must be, for the person who has to set it. */
const meaning: Record<string, string> = {
  DATABASE_URL: 'адрес PostgreSQL вида postgres://пользователь:пароль@сервер/база',
  PUBLIC_URL: 'адрес, по которому открывают систему, например https://service.example.ru',
  LINK_SECRET: `случайная строка не короче ${MIN_SECRET_LENGTH} символов: ключ ссылок в письмах`,
  ENCRYPTION_KEY: `случайная строка не короче ${MIN_SECRET_LENGTH} символов: ключ секретов, которые хранятся зашифрованными; при замене новый ставится перед старым через запятую`,
  ADMIN_EMAIL: 'электронная почта первого администратора',
  PORT: 'номер порта от 0 до 65535',
  TIME_ZONE: 'часовой пояс вида Europe/Moscow',
  SMTP_URL: 'адрес почтового сервера вида smtps://пользователь:пароль@сервер:465',
  MAIL_FROM: 'адрес, от имени которого уходят письма',
  WORKER: 'on или off',
  TRUSTED_PROXIES: 'число прокси перед сервером, от 0 до 10, или их сети через запятую: 10.0.0.0/8,fd00::/8',
  AUDIT_RETENTION_DAYS: `сколько дней хранится журнал безопасности, не меньше ${MIN_AUDIT_DAYS}`,
  LOG_LEVEL: 'fatal, error, warn, info, debug или silent',
}

/**
 * Reads the environment. In production nothing that keeps secrets or addresses has a default.
 *
 * @throws StartupError naming every variable that is missing or wrong, never its value
 */
export function readEnv(variables: NodeJS.ProcessEnv = process.env): ServerOptions {
  const parsed = schema.safeParse(variables)
  const faults = new Set(parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0])))
  const isProduction = variables.NODE_ENV?.trim() === 'production'
  const required = isProduction ? ['DATABASE_URL', 'PUBLIC_URL', 'LINK_SECRET', 'ENCRYPTION_KEY'] : ['DATABASE_URL']
  if (isProduction && variables.SMTP_URL?.trim()) required.push('MAIL_FROM')
  for (const name of required) if (!variables[name]?.trim()) faults.add(name)
  for (const name of isProduction ? ['LINK_SECRET', 'ENCRYPTION_KEY'] : []) {
    if (variables[name]?.includes(DEVELOPMENT_SECRET)) faults.add(name)
  }
  if (!parsed.success || faults.size) {
    const lines = [...faults].map((name) => `  ${name} — ${meaning[name] ?? 'неверное значение'}`)
    throw new StartupError(`Не заданы или неверны переменные окружения:\n${lines.join('\n')}`)
  }
  const env = parsed.data
  return {
    isProduction,
    databaseUrl: env.DATABASE_URL ?? '',
    host: env.HOST ?? '127.0.0.1',
    port: env.PORT,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    linkSecret: env.LINK_SECRET ?? DEVELOPMENT_SECRET,
    encryptionKeys: env.ENCRYPTION_KEY ?? [DEVELOPMENT_SECRET],
    companyName: env.COMPANY_NAME ?? 'Наряд',
    timeZone: env.TIME_ZONE ?? 'Europe/Moscow',
    filesDir: env.FILES_DIR ?? join(repository, '.data/files'),
    adminEmail: env.ADMIN_EMAIL ?? null,
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM ?? 'Наряд <naryad@localhost>',
    isWorker: env.WORKER,
    trustedProxies: env.TRUSTED_PROXIES,
    webDir: env.WEB_DIR ?? join(repository, 'apps/web/dist'),
    auditRetentionDays: env.AUDIT_RETENTION_DAYS,
    logLevel: env.LOG_LEVEL,
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
