import { describe, expect, test } from 'vitest'
import { type AssignmentCandidate, type AssignmentRule, chooseAssignment } from './assignment.ts'

const subject = { manufacturerId: 'abat', region: 'Республика Татарстан', category: 'Печи' }

const rule = (id: string, change: Partial<AssignmentRule> = {}): AssignmentRule => ({
  id,
  manufacturerId: 'abat',
  region: null,
  category: null,
  priority: 0,
  serviceCenterId: id,
  managerId: `manager of ${id}`,
  techExpertId: null,
  ...change,
})

const center = (serviceCenterId: string, change: Partial<AssignmentCandidate> = {}): AssignmentCandidate => ({
  serviceCenterId,
  name: serviceCenterId,
  load: 3,
  rating: 4.5,
  ...change,
})

const choose = (rules: AssignmentRule[], candidates: AssignmentCandidate[]) => {
  const assignment = chooseAssignment(subject, rules, candidates)
  return assignment && [assignment.serviceCenterId, assignment.reason.code]
}

describe('chooseAssignment', () => {
  test('takes the only service centre that fits, with the rule its people come from', () => {
    expect(chooseAssignment(subject, [rule('kazan')], [center('kazan'), center('ufa')])).toEqual({
      rule: rule('kazan'),
      serviceCenterId: 'kazan',
      managerId: 'manager of kazan',
      techExpertId: null,
      reason: {
        code: 'ONLY_MATCH',
        details: {
          matchingCenters: 1,
          equalCenters: 1,
          priority: 0,
          region: null,
          category: null,
          load: 3,
          rating: 4.5,
        },
      },
    })
  })

  test.each<[string, AssignmentRule[]]>([
    ['there are no rules', []],
    ['the rule is of another manufacturer', [rule('kazan', { manufacturerId: 'rational' })]],
    ['the rule is for another region', [rule('kazan', { region: 'Самарская область' })]],
    ['the rule is for another category', [rule('kazan', { category: 'Холодильники' })]],
    ['the service centre takes no work', [rule('closed')]],
  ])('leaves the repair unassigned when %s', (_, rules) => {
    expect(choose(rules, [center('kazan')])).toBeNull()
  })

  test('leaves a narrowed rule aside when the repair does not say its region', () => {
    const rules = [rule('kazan', { region: 'Республика Татарстан' })]
    expect(chooseAssignment({ ...subject, region: null }, rules, [center('kazan')])).toBeNull()
  })

  test('compares regions and categories without case and ё', () => {
    const rules = [rule('kazan', { region: 'республика  татарстан', category: 'ПЕЧИ' })]
    expect(choose(rules, [center('kazan')])).toEqual(['kazan', 'ONLY_MATCH'])
  })

  const both = [center('kazan'), center('ufa')]
  test.each<[string, AssignmentRule[], AssignmentCandidate[], [string, string]]>([
    [
      'the higher priority, whatever the load',
      [rule('kazan'), rule('ufa', { priority: 5 })],
      [center('kazan', { load: 0 }), center('ufa', { load: 90 })],
      ['ufa', 'PRIORITY'],
    ],
    [
      'the narrower rule of equal priority',
      [rule('kazan'), rule('ufa', { category: 'Печи' })],
      both,
      ['ufa', 'PRIORITY'],
    ],
    [
      'the rule narrowed twice before that narrowed once',
      [rule('kazan', { region: subject.region }), rule('ufa', { region: subject.region, category: 'Печи' })],
      both,
      ['ufa', 'PRIORITY'],
    ],
    [
      'the higher priority before the narrower rule',
      [rule('kazan', { priority: 1 }), rule('ufa', { region: subject.region, category: 'Печи' })],
      both,
      ['kazan', 'PRIORITY'],
    ],
    [
      'the lowest load, whatever the rating',
      [rule('kazan'), rule('ufa')],
      [center('kazan', { load: 4, rating: 5 }), center('ufa', { load: 3, rating: 1 })],
      ['ufa', 'LOWEST_LOAD'],
    ],
    [
      'the highest rating at equal load',
      [rule('kazan'), rule('ufa')],
      [center('kazan', { rating: 4.1 }), center('ufa', { rating: 4.2 })],
      ['ufa', 'HIGHEST_RATING'],
    ],
    [
      'any rating before none',
      [rule('kazan'), rule('ufa')],
      [center('kazan', { rating: null }), center('ufa', { rating: 1 })],
      ['ufa', 'HIGHEST_RATING'],
    ],
    ['the first by name when all is equal', [rule('ufa'), rule('kazan')], both, ['kazan', 'TIE']],
    [
      'the first by name when neither has a rating',
      [rule('ufa'), rule('kazan')],
      [center('ufa', { rating: null }), center('kazan', { rating: null })],
      ['kazan', 'TIE'],
    ],
    [
      'the first by id when the names are equal too',
      [rule('b'), rule('a')],
      [center('b', { name: 'Сервис' }), center('a', { name: 'Сервис' })],
      ['a', 'TIE'],
    ],
  ])('takes %s', (_, rules, candidates, expected) => {
    expect(choose(rules, candidates)).toEqual(expected)
    expect(choose(rules.toReversed(), candidates.toReversed())).toEqual(expected)
  })

  test('two rules for one service centre are one match, of which the narrower one counts', () => {
    const rules = [
      rule('general', { serviceCenterId: 'kazan' }),
      rule('ovens', { serviceCenterId: 'kazan', category: 'Печи' }),
    ]
    const assignment = chooseAssignment(subject, rules, both)
    expect([assignment?.rule.id, assignment?.reason.code]).toEqual(['ovens', 'ONLY_MATCH'])
  })
})
