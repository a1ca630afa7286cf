/** The demo's company on paper: its partners, people, rules, clients and their equipment. Nothing is stored here. */
import type { Chance } from './chance.ts'
import { type Category, type Maker, makers } from './machines.ts'
import { companyName, type Directory, directory, institutionName, personName, slug } from './people.ts'
import { dealers, type Place, places, serviceCenters } from './places.ts'

export interface Organisation {
  name: string
  place: Place
  address: string
  phone: string
  email: string
  inn: string
}

export interface Person {
  name: string
  email: string
  phone: string
  position: string
  /** Key of a default role. */
  role: string
  /** Index of his service centre or dealer. */
  serviceCenter?: number
  dealer?: number
}

export interface Rule {
  maker: number
  region: string | null
  category: Category | null
  priority: number
  serviceCenter: number
  manager: number
  techExpert: number
}

export interface Contact {
  name: string
  position: string
  phone: string
  email: string
}

export interface Unit {
  maker: number
  client: number
  model: string
  category: Category
  serialNumber: string
  /** Days before the present. */
  boughtDaysAgo: number
}

export interface Client extends Organisation {
  isPerson: boolean
  contacts: Contact[]
  units: Unit[]
  /** Known to the company before its first request. */
  isKnown: boolean
}

export interface Company {
  makers: readonly Maker[]
  serviceCenters: Organisation[]
  dealers: Organisation[]
  people: Person[]
  rules: Rule[]
  clients: Client[]
}

const NEWCOMERS = 0.15
/** Partners whose people have accounts; the first one is the demo account's own. */
const centersWithAccounts = [0, 1, 4, 7, 9, 11, 13, 15, 17, 20]
const dealersWithAccounts = [0, 1, 4, 6, 8, 10, 14]
/** Where repairs go whose region has no service centre. */
const fallbackCenters = [0, 5, 9]

/** @param clients how many clients there are in the end, those included who come with their first request */
export function designCompany(chance: Chance, clients: number): Company {
  const numbers = directory(chance)
  const serviceCenterList = serviceCenters.map(([name, city]) => organisation(name, city, numbers))
  const dealerList = dealers.map(([name, city]) => organisation(name, city, numbers))
  const people = designPeople(chance, numbers)
  return {
    makers,
    serviceCenters: serviceCenterList,
    dealers: dealerList,
    people,
    rules: designRules(people, serviceCenterList),
    clients: Array.from({ length: clients }, (_, index) =>
      designClient(chance, numbers, index, index < clients * (1 - NEWCOMERS)),
    ),
  }
}

function organisation(name: string, city: string, numbers: Directory): Organisation {
  const place = placeOf(city)
  return {
    name,
    place,
    address: numbers.address(),
    phone: numbers.office(place),
    email: `office@${slug(name)}.example`,
    inn: numbers.companyInn(),
  }
}

function placeOf(city: string): Place {
  const place = places.find((one) => one.city === city)
  if (!place) throw new Error(`no place ${city}`)
  return place
}

function designPeople(chance: Chance, numbers: Directory): Person[] {
  const seen = new Set<string>()
  const person = (role: string, position: string, mailbox?: string, partner: Partial<Person> = {}): Person => {
    let name = personName(chance)
    while (seen.has(name)) name = personName(chance)
    seen.add(name)
    const [first = '', last = ''] = name.split(' ')
    const email = mailbox ? `${mailbox}@naryad.demo` : `${slug(last)}.${slug(first).slice(0, 1)}@naryad.demo`
    return { name, email, phone: numbers.mobile(), position, role, ...partner }
  }
  return [
    person('administrator', 'Администратор системы', 'admin'),
    person('manager', 'Менеджер по сервису', 'manager'),
    ...Array.from({ length: 5 }, () => person('manager', 'Менеджер по сервису')),
    person('accountant', 'Бухгалтер', 'accountant'),
    person('accountant', 'Главный бухгалтер'),
    person('techExpert', 'Технический эксперт', 'expert'),
    ...Array.from({ length: 3 }, () => person('techExpert', 'Технический эксперт')),
    ...centersWithAccounts.map((serviceCenter, index) =>
      person('serviceCenter', index ? 'Сервисный инженер' : 'Руководитель сервиса', index ? undefined : 'service', {
        serviceCenter,
      }),
    ),
    ...dealersWithAccounts.map((dealer, index) =>
      person('dealer', 'Менеджер по продажам', index ? undefined : 'dealer', { dealer }),
    ),
  ]
}

/** Every maker but one has its rules: by region, for a category, and for everywhere else. */
function designRules(people: readonly Person[], centers: readonly Organisation[]): Rule[] {
  const indexes = (role: string) => people.flatMap((person, index) => (person.role === role ? [index] : []))
  const [managers, experts] = [indexes('manager'), indexes('techExpert')]
  const regions = [...new Set(centers.map(({ place }) => place.region))]
  const at = (list: readonly number[], index: number) => list[index % list.length] ?? 0
  return makers.flatMap((maker, makerIndex) => {
    if (!maker.hasRules) return []
    const techExpert = at(experts, makerIndex)
    const rule = (serviceCenter: number, priority: number, region: string | null, category: Category | null): Rule => {
      const home = region === null ? 4 : regions.indexOf(region)
      // the demo manager has Moscow and every sixth region after it
      const manager = at(managers, home)
      return { maker: makerIndex, region, category, priority, serviceCenter, manager, techExpert }
    }
    const regional = centers.map(({ place }, index) => {
      const isPreferred = index === 0 && makerIndex < 2
      return rule(index, isPreferred ? 20 : 10, place.region, null)
    })
    const cold = maker.models.some(([, category]) => category === 'Холодильный шкаф')
      ? [rule(17, 20, 'Краснодарский край', 'Холодильный шкаф')]
      : []
    return [...regional, ...cold, ...fallbackCenters.map((center) => rule(center, 0, null, null))]
  })
}

function designClient(chance: Chance, numbers: Directory, index: number, isKnown: boolean): Client {
  const place = chance.weighted(places.map((one) => [one, one.weight] as const))
  const isPerson = chance.happens(0.08)
  const isInstitution = !isPerson && chance.happens(0.18)
  const owner = personName(chance)
  const { name, title } = isPerson
    ? { name: `ИП ${owner.split(' ').reverse().join(' ')}`, title: owner.split(' ')[1] ?? owner }
    : isInstitution
      ? institutionName(chance, place.city)
      : companyName(chance)
  const domain = `${slug(title)}-${index + 1}.example`
  // a newcomer is who filed his request, nobody else is known there
  const contacts = Array.from({ length: isKnown ? chance.whole(1, 3) : 1 }, () => {
    const person = personName(chance)
    const [first = '', last = ''] = person.split(' ')
    return {
      name: person,
      position: chance.pick([
        'Шеф-повар',
        'Управляющий',
        'Заведующая производством',
        'Главный инженер',
        'Администратор',
        'Завхоз',
      ]),
      phone: numbers.mobile(),
      email: `${slug(first).slice(0, 1)}.${slug(last)}@${domain}`,
    }
  })
  const units = Array.from({ length: isKnown ? chance.whole(1, 4) : 1 }, (): Unit => {
    const drawn = chance.weighted(makers.map((one, at) => [at, one.weight] as const))
    // even a small demo has somebody whose repairs nobody is named for
    const maker = index % 16 === 3 ? makers.findIndex(({ hasRules }) => !hasRules) : drawn
    const { models, plate } = makers[maker] ?? makers[0] ?? { models: [], plate: '' }
    const [model, category] = chance.pick(models)
    const boughtDaysAgo = chance.whole(380, 1900)
    const year = String(26 - Math.floor(boughtDaysAgo / 365)).padStart(2, '0')
    const serialNumber = `${plate}${year}-${String(index).padStart(3, '0')}${chance.whole(100, 999)}`
    return { maker, client: index, model, category, serialNumber, boughtDaysAgo }
  })
  return {
    name,
    place,
    address: numbers.address(),
    phone: numbers.office(place),
    email: `info@${domain}`,
    inn: isPerson ? numbers.personInn() : numbers.companyInn(),
    isPerson,
    contacts,
    units: units.filter((unit, at) => units.findIndex((one) => one.serialNumber === unit.serialNumber) === at),
    isKnown,
  }
}
