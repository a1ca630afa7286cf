/**
 * The log, for whoever runs an installation: that something happened and where, never whom it was about. People's data
 * are kept out twice: only the facts named here are written at all, and what looks like a person's is struck from them.
 */
import { type Logger, pino } from 'pino'

/** What a line may tell. A new fact is added here on purpose or is not told. */
const facts = new Set([
  'err',
  'id',
  'reason',
  'event',
  'job',
  'jobId',
  'of',
  'url',
  'worker',
  'entity',
  'count',
  'milliseconds',
  'wall',
])
const HIDDEN = '[hidden]'

/** @param destination where lines go; standard output unless told otherwise */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    formatters: { log: onlyFacts },
    serializers: { err: describe },
    hooks: { logMethod: strike },
  }
  return destination ? pino(options, destination) : pino(options)
}

function onlyFacts(line: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(line).map(([key, value]) => [
      key,
      !facts.has(key) ? HIDDEN : typeof value === 'string' ? struck(value) : value,
    ]),
  )
}

/** The message of a line too: a text that was put together could hold anything. */
function strike(this: Logger, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
  const [first, ...rest] = args as [unknown, ...unknown[]]
  const texts = [first, ...rest].map((arg) => (typeof arg === 'string' ? struck(arg) : arg))
  method.apply(this, texts as Parameters<pino.LogFn>)
}

/** The expression below takes time that grows with the square of a text's length; ours are shorter. */
const MAX_TEXT = 1_000

/** Left to right, an identifier before what it could be taken for. */
const telling =
  /(?<id>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)|(?<mail>[\p{L}\d._%+-]+@[\p{L}\d.-]+)|(?<key>[\w-]{32,})|(?<number>\+?\d[\d\s()-]{8,}\d)/giu

/** Without addresses, telephone numbers and whatever is long enough to be a key. */
function struck(text: string): string {
  return text.slice(0, MAX_TEXT).replace(telling, (found, id?: string, mail?: string, key?: string) => {
    if (id) return found
    return mail ? '[e-mail]' : key ? '[key]' : '[number]'
  })
}

/**
 * An error as a line tells it. Prisma and PostgreSQL print arguments into their messages, parsers what they parse, and
 * all of that is people's data: where a message may hold any, the kind of error and the place have to do.
 */
function describe(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { type: typeof thrown }
  const { name, message, stack } = thrown
  const fact = (key: string): unknown => Reflect.get(thrown, key)
  const code = fact('code')
  const quotes = code !== undefined || /^PrismaClient|^SyntaxError$|^ZodError$|^\$ZodError$/.test(name)
  return {
    type: name,
    code,
    constraint: fact('constraint'),
    message: quotes ? undefined : struck(message),
    // the frames alone: the first lines repeat the message
    stack: stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
  }
}
