/** How many guesses a password would stand: zxcvbn (Wheeler, USENIX Security 2016), which knows keyboards, dates, words. */
import { DomainError } from '@naryad/domain'
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common'
import { dictionary as english } from '@zxcvbn-ts/language-en'
import { MAX_PASSWORD_LENGTH } from './password.ts'
import { russianWords } from './russian-words.ts'

export const MIN_PASSWORD_LENGTH = 10
/** 10⁸ guesses at least: beyond throttled guessing by far, and years of work on a stolen argon2id hash. */
const ENOUGH = 3
/** The estimator's work grows faster than its input: a password that is weak this far is called weak. */
const ESTIMATED_LENGTH = 48
const SUBSTITUTIONS = 20

export type PasswordFault = 'TOO_SHORT' | 'TOO_LONG' | 'TOO_COMMON' | 'TOO_PERSONAL' | 'TOO_SIMPLE'

export interface PasswordStrength {
  /** 0 (guessed at once) to 4. */
  score: number
  /** Why it is refused; null when it is good. */
  reason: PasswordFault | null
}

/** Words that a guesser tries first because he knows whose password it is. */
export interface PasswordOwner {
  readonly name: string
  readonly email: string
  readonly companyName: string
}

/** @throws DomainError VALIDATION with the field `newPassword` and the reason */
export function requireStrongPassword(password: string, owner: PasswordOwner): void {
  const { reason } = passwordStrength(password, owner)
  if (reason) throw new DomainError('VALIDATION', { field: 'newPassword', reason, min: MIN_PASSWORD_LENGTH })
}

/** Estimates the password as it was typed and as the same keys give it in the other layout: «ghbdtn» is «привет». */
export function passwordStrength(password: string, owner: PasswordOwner): PasswordStrength {
  // letters may come apart from their marks
  if (password.length > 2 * MAX_PASSWORD_LENGTH) return { score: 0, reason: 'TOO_LONG' }
  const text = password.normalize('NFKC')
  if (text.length > MAX_PASSWORD_LENGTH) return { score: 0, reason: 'TOO_LONG' }
  const words = wordsOf(owner)
  const readings = [...new Set([text, inLatinLayout(text), inRussianLayout(text)])]
  const results = readings.map((reading) => estimator().check(reading.toLowerCase().replaceAll('ё', 'е'), words))
  const weakest = results.reduce((least, result) => (result.guesses < least.guesses ? result : least))
  const { score, sequence } = weakest
  if (text.length < MIN_PASSWORD_LENGTH) return { score: Math.min(score, ENOUGH - 1), reason: 'TOO_SHORT' }
  if (score >= ENOUGH) return { score, reason: null }
  const dictionaries = new Set(sequence.map((match) => match.dictionaryName as string | undefined))
  if (dictionaries.has('userInputs')) return { score, reason: 'TOO_PERSONAL' }
  const isCommon = [...dictionaries].some((name) => name !== undefined)
  return { score, reason: isCommon ? 'TOO_COMMON' : 'TOO_SIMPLE' }
}

let made: ZxcvbnFactory | undefined

/** Made when it is first needed: its dictionaries take a moment and 60 MB. */
function estimator(): ZxcvbnFactory {
  const { qwerty, keypad } = adjacencyGraphs
  made ??= new ZxcvbnFactory({
    dictionary: {
      passwords: common['passwords-common'],
      words: english['commonWords-en'],
      names: english['firstnames-en'],
      russian: [...russianWords],
    },
    graphs: { qwerty, keypad },
    maxLength: ESTIMATED_LENGTH,
    l33tMaxSubstitutions: SUBSTITUTIONS,
  })
  return made
}

function wordsOf({ name, email, companyName }: PasswordOwner): string[] {
  const [mailbox = '', domain = ''] = email.toLowerCase().split('@')
  const words = [mailbox, ...domain.split('.'), name, companyName, 'naryad', 'наряд'].flatMap((text) => {
    const lower = text.toLowerCase().replaceAll('ё', 'е')
    return [lower, lower.replace(/[^\p{L}\p{N}]/gu, ''), ...lower.split(/[^\p{L}\p{N}]+/u)]
  })
  return [...new Set([...words, ...words.map(inLatinLetters)])].filter((word) => word.length >= 3)
}

const latinKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
const russianKeys = 'йцукенгшщзхъфывапролджэячсмитьбю'

function inLatinLayout(text: string): string {
  return translate(text, russianKeys, latinKeys)
}

function inRussianLayout(text: string): string {
  return translate(text, latinKeys, russianKeys)
}

function translate(text: string, from: string, to: string): string {
  return [...text.toLowerCase()].map((letter) => (from.includes(letter) ? to[from.indexOf(letter)] : letter)).join('')
}

const sounds: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...'абвгдезийклмнопрстуфцы'].map((letter, at) => [letter, 'abvgdeziyklmnoprstufcy'[at] ?? '']),
  ),
  ...{ ж: 'zh', х: 'kh', ч: 'ch', ш: 'sh', щ: 'sch', ъ: '', ь: '', э: 'e', ю: 'yu', я: 'ya' },
}

/** As names are written in addresses. */
function inLatinLetters(word: string): string {
  return [...word].map((letter) => sounds[letter] ?? letter).join('')
}
