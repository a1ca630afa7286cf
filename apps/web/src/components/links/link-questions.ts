import { createContext, useContext } from 'react'
import type { LinkAnswer } from '../../gql/graphql.ts'
import { failureOf } from '../../lib/errors.ts'

type LinkedEntity = 'client' | 'contact' | 'equipment'

interface LinkedRecord {
  entity: LinkedEntity
  id: string
  /** Null when the viewer may not read it. */
  title: string | null
}

interface LinkedPartner {
  entity: 'dealer' | 'serviceCenter'
  id: string
  title: string | null
  /** Catalog keys of what the partner will see of the record. */
  fields: string[]
}

/** What the server asks before a link shows a known record to a partner, or changes it; see LinkAnswer in the schema. */
export interface LinkQuestion {
  id: string
  /** LINK: is it this record; SHOW: may its partners see it; ADD_CONTACT, SET_OWNER: may it be changed. */
  kind: 'LINK' | 'SHOW' | 'ADD_CONTACT' | 'SET_OWNER'
  record: LinkedRecord
  partners: LinkedPartner[]
  contact: { name: string; phone: string | null; email: string | null } | null
  /** Is asked only where this other question is answered with yes. */
  dependsOn: string | null
}

export type LinkAnswers = readonly LinkAnswer[]

/** Shows the questions; resolves to the answers, or to null when the person would rather not. */
export type AskLinks = (questions: LinkQuestion[], confirmLabel: string) => Promise<LinkAnswers | null>

export const LinkQuestionsContext = createContext<AskLinks | null>(null)

/** Asks what a link will show or change. */
export function useLinkQuestions(): AskLinks {
  const ask = useContext(LinkQuestionsContext)
  if (!ask) throw new Error('useLinkQuestions() outside LinkQuestionsProvider')
  return ask
}

/** The questions that a refused write has left; null for any other error. */
export function questionsOf(error: unknown): LinkQuestion[] | null {
  const { code, details } = failureOf(error)
  if (code !== 'CONFIRMATION_REQUIRED' || !Array.isArray(details.questions)) return null
  // written by the server of the same release
  return details.questions as LinkQuestion[]
}

/**
 * Sends a write, again with the answers when the server has asked about its links.
 *
 * @throws the refusal when the person does not answer
 */
export async function sendConfirmed<T>(
  send: (answers: LinkAnswers) => Promise<T>,
  ask: AskLinks,
  confirmLabel: string,
): Promise<T> {
  let answers: LinkAnswers = []
  for (;;) {
    try {
      return await send(answers)
    } catch (error) {
      const questions = questionsOf(error)
      const given = questions && (await ask(questions, confirmLabel))
      if (!given) throw error
      answers = [...answers, ...given]
    }
  }
}
