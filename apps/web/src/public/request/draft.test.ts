import { describe, expect, it } from 'vitest'
import {
  type Answers,
  answerErrors,
  type Draft,
  emptyDraft,
  firstError,
  reduceDraft,
  refusedAnswers,
  restoreDraft,
  storedDraft,
  toInput,
} from './draft.ts'

function filled(answers: Partial<Answers> = {}): Draft {
  const draft = emptyDraft()
  return {
    ...draft,
    answers: {
      ...draft.answers,
      serialNumber: 'PKA-4412',
      complaint: 'Не греет',
      city: 'Казань',
      address: 'ул. Баумана, 1',
      clientName: 'ООО «Ромашка»',
      contactName: 'Анна',
      phone: '8 (900) 123-45-67',
      email: 'Anna@Romashka.ru ',
      consent: true,
      ...answers,
    },
  }
}

describe('what must be answered', () => {
  it('is complete when everything required is there', () => {
    expect(answerErrors(filled().answers)).toEqual({})
  })

  it.each([
    ['serialNumber', { serialNumber: ' ' }, 'invalid.serialNumber'],
    ['model', { isSerialUnknown: true, serialNumber: '' }, 'invalid.model'],
    ['complaint', { complaint: '' }, 'invalid.complaint'],
    ['city', { city: '' }, 'invalid.required'],
    ['clientName', { clientName: '' }, 'invalid.required'],
    ['inn', { inn: '7707083894' }, 'invalid.inn'],
    ['phone', { phone: '' }, 'invalid.required'],
    ['phone', { phone: '8 900 123' }, 'invalid.phone'],
    ['email', { email: 'anna@' }, 'invalid.email'],
    ['consent', { consent: false }, 'invalid.consent'],
    ['purchasedOn', { warranty: 'yes', purchasedOn: '2027-01-01' }, 'invalid.date'],
  ] as const)('names the mistake in %s', (key, answers, error) => {
    const today = new Date('2026-11-23T12:00:00')
    expect(answerErrors(filled(answers).answers, undefined, today)).toEqual({ [key]: error })
  })

  it('asks a private person for neither company nor INN', () => {
    const person = filled({ owner: 'person', clientName: '', inn: 'нет' })
    expect(answerErrors(person.answers)).toEqual({})
    expect(toInput(person, '1', [])).toMatchObject({ clientName: 'Анна', inn: null })
  })

  it('looks at one step only when asked to', () => {
    const empty = emptyDraft().answers
    expect(answerErrors(empty, 'equipment')).toEqual({ serialNumber: 'invalid.serialNumber' })
    expect(answerErrors(empty, 'files')).toEqual({})
  })

  it('leads to the first mistake in the order of the page', () => {
    expect(firstError({ email: 'invalid.email', complaint: 'invalid.complaint' })).toEqual({
      step: 'problem',
      key: 'complaint',
    })
    expect(firstError({})).toBeNull()
  })
})

describe('answering', () => {
  it('takes back the mistake of what is being corrected, and only that', () => {
    const before: Draft = { ...filled(), errors: { city: 'invalid.required', email: 'invalid.email' } }
    const after = reduceDraft(before, { type: 'answered', key: 'city', value: 'Пермь' })
    expect(after.errors).toEqual({ email: 'invalid.email' })
  })

  it('tidies a phone on leaving it, and tells of a wrong one', () => {
    expect(reduceDraft(filled(), { type: 'left', key: 'phone' }).answers.phone).toBe('+7 900 123-45-67')
    const wrong = reduceDraft(filled({ phone: '12' }), { type: 'left', key: 'phone' })
    expect(wrong).toMatchObject({ answers: { phone: '12' }, errors: { phone: 'invalid.phone' } })
  })

  it('says nothing about what was left empty before the step is sent', () => {
    expect(reduceDraft(filled({ email: '' }), { type: 'left', key: 'email' }).errors).toEqual({})
  })
})

describe('a unit found by its number', () => {
  const unit = { serialNumber: 'PKA-4412', model: 'ПКА-10', manufacturerId: 'm1' }

  it('fills model and manufacturer', () => {
    const { answers } = reduceDraft(filled(), { type: 'unitFound', unit })
    expect(answers).toMatchObject({ model: 'ПКА-10', manufacturerId: 'm1' })
  })

  it('leaves what the person has put in himself', () => {
    const { answers } = reduceDraft(filled({ model: 'ПКА-6' }), { type: 'unitFound', unit })
    expect(answers).toMatchObject({ model: 'ПКА-6', manufacturerId: 'm1' })
  })

  it('takes back what it had filled when the number turns out to be another', () => {
    const found = reduceDraft(filled(), { type: 'unitFound', unit })
    expect(reduceDraft(found, { type: 'unitFound', unit: null }).answers).toMatchObject({
      model: '',
      manufacturerId: '',
    })
  })
})

describe('a reload', () => {
  it('keeps answers, step and both keys', () => {
    const draft: Draft = { ...filled(), step: 'contact' }
    const restored = restoreDraft(JSON.parse(JSON.stringify(storedDraft(draft))))
    expect(restored).toEqual(draft)
  })

  it('takes nothing from what does not fit', () => {
    const restored = restoreDraft({ answers: { city: 7, phone: '1', evil: 'x', owner: 'company' }, step: 'nowhere' })
    expect(restored.answers).toEqual({ ...emptyDraft().answers, phone: '1' })
    expect(restored.step).toBe('equipment')
    expect(restoreDraft('junk').answers).toEqual(emptyDraft().answers)
  })

  it('begins another request, with another key, after starting over', () => {
    const draft = filled()
    const fresh = reduceDraft(draft, { type: 'startedOver' })
    expect(fresh.answers).toEqual(emptyDraft().answers)
    expect(fresh.submissionKey).not.toBe(draft.submissionKey)
  })
})

describe('what is sent', () => {
  it('has phone and e-mail in the form they are stored in, blanks as null, and the version that was shown', () => {
    const draft = filled({ warranty: 'no', purchasedOn: '2020-01-01', region: ' ' })
    expect(toInput(draft, '2026-11-1', ['f1'])).toMatchObject({
      phone: '+79001234567',
      email: 'anna@romashka.ru',
      region: null,
      isWarranty: false,
      purchasedOn: null,
      consentVersion: '2026-11-1',
      fileIds: ['f1'],
      uploadKey: draft.uploadKey,
      submissionKey: draft.submissionKey,
    })
  })

  it('leaves out a number that is not known', () => {
    const draft = filled({ isSerialUnknown: true, model: 'ПКА-10' })
    expect(toInput(draft, '1', [])).toMatchObject({ serialNumber: null, model: 'ПКА-10', uploadKey: null })
  })
})

it('finds the controls of what the server refuses, and passes over what has none', () => {
  const problems = [
    { key: 'manufacturer', problem: 'INVALID' },
    { key: 'consentVersion', problem: 'OUTDATED' },
    { key: 'submissionKey', problem: 'INVALID' },
  ]
  expect(refusedAnswers({ problems })).toEqual({ manufacturerId: 'invalid.refused', consent: 'invalid.refused' })
  expect(refusedAnswers({})).toEqual({})
})
