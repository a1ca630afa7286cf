/** Texts that are cheap to send and dear to read for functions whose work does not grow with the length alone. */

const LENGTH = 100_000

const signs = [
  ...[' ', '\t', '\n', '\r', '\u00a0', '\u3000', '0', '7', 'a', 'Z', 'т', 'Ё', '"', "'", '«', '»', '“', '”'],
  ...['(', ')', '[', ']', '{', '}', '<', '>', '.', ',', ';', ':', '-', '–', '−', '+', '*', '/', '\\', '|', '@'],
  ...['#', '№', '%', '_', '$', '&', '=', '?', '!', '~', '^', '`', '₽', '\0', '\x7f', '\u200d', '\u202e', '\ufeff'],
  ...['\u0301', '\u0316', '\ufdfa', '\uff11', '😀', '👩‍🔧', '\ud83d', '\ude00', '\u{10ffff}'],
]

const pairs = [
  ...['1 ', ' 1', '1.', '1-', '1,', '1(', ' -', ' +', ' .', ' #', ',1', 'a ', 'a.', 'a-', 'a@', '.@', '-@', '@a'],
  ...['<>', '><', '< ', '> ', '«»', '»«', '“”', '" ', '"a', '« ', '()', '[]', '{}', '%_', '\\%', '/ ', '=?', '.,'],
  ...[
    'т.',
    'т ',
    'тдоб',
    'x1',
    ' x',
    '\u0301\u0316',
    '\u0316\u0301',
    'а\u0301',
    '\r\n',
    '\0 ',
    '😀 ',
    '20',
    '0x',
    '::',
    ':1',
  ],
]

const full = (part: string) => part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH)
/** 12345 other words. */
const words = Array.from({ length: LENGTH / 8 }, (_, n) => `w${String(n).padStart(6, '0')}`).join(' ')
const label = (text: string) => JSON.stringify(text)

/** Each by its name: one sign all along, the same between two digits and between two letters, two signs in turn. */
export const hostileTexts: readonly (readonly [name: string, text: string])[] = [
  ...signs.map((sign) => [label(sign), full(sign)] as const),
  ...signs.map((sign) => [`1${label(sign)}1`, `1${full(sign)}1`] as const),
  ...signs.map((sign) => [`т${label(sign)}!`, `т${full(sign)}!`] as const),
  ...pairs.map((pair) => [label(pair), full(pair)] as const),
  ['words', words],
]

const MOST_MS = 20

/**
 * The texts that the function needs more than 20 ms for, with the time. It is the thread's own time and the best of
 * three, so that a busy machine is not taken for a slow function.
 */
export function slowTexts(read: (text: string) => unknown, texts = hostileTexts): string[] {
  return texts.flatMap(([name, text]) => {
    let best = Number.POSITIVE_INFINITY
    for (let time = 0; time < 3 && best > MOST_MS; time++)
      best = Math.min(
        best,
        duration(() => read(text)),
      )
    return best > MOST_MS ? [`${name}: ${Math.round(best)} ms`] : []
  })
}

function duration(work: () => unknown): number {
  const before = process.threadCpuUsage()
  try {
    work()
  } catch {
    // a refusal is an answer
  }
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
