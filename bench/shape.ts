/** What the benchmark's data looks like: how many of what, and the words it is made of. */
import { repairStatuses } from '@naryad/domain'

export const counts = {
  serviceCenters: 300,
  dealers: 25,
  employees: 200,
  manufacturers: 12,
  /** Numbers of the employees who manage and who diagnose; the first ones are the viewers of `rights.ts`. */
  managers: { first: 4, count: 20 },
  experts: { first: 24, count: 10 },
  /** 50,000 clients with 80,000 units to a million repairs. */
  of: (rows: number) => ({ clients: Math.ceil(rows / 20), equipment: Math.ceil((rows * 2) / 25) }),
}

/** Every 50th repair has 52 feed entries, the others two: three to a repair on the whole. */
export const longFeed = { every: 50, entries: 52 }

/** First part of a record's id; the second is its number. */
export const kinds = {
  manufacturer: 1,
  serviceCenter: 2,
  dealer: 3,
  employee: 4,
  client: 5,
  contact: 6,
  equipment: 7,
  repair: 8,
  feedEntry: 9,
} as const

/** The id that `bench.uuid` gives a record. */
export function idOf(kind: keyof typeof kinds, number: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return `01900000-0000-7${hex(kinds[kind], 3)}-8000-${hex(number, 12)}`
}

/** Three years of work that end on a fixed day: the data does not age. */
const firstDay = '2023-11-01T00:00:00Z'
export const lastDay = '2026-11-01T00:00:00Z'
const seconds = (Date.parse(lastDay) - Date.parse(firstDay)) / 1000

export const anchor = {
  start: `timestamptz '${firstDay}'`,
  /** Creation of repair `i` as an SQL expression; it rises with the number. */
  created: (i: string, rows: number) =>
    `date_trunc('second', timestamptz '${firstDay}' + make_interval(secs => ${i} * ${seconds}.0 / ${rows}))`,
}

const companies = [
  'Пекарня Колос',
  'Столовая Уют',
  'Кафе Берёзка',
  'Ресторан Волга',
  'Комбинат питания',
  'Отель Заря',
  'Кулинария Вкус',
  'Школа питания',
]
const places = [
  ['Казань', 'Татарстан'],
  ['Москва', 'Москва'],
  ['Тверь', 'Тверская область'],
  ['Самара', 'Самарская область'],
  ['Пермь', 'Пермский край'],
  ['Уфа', 'Башкортостан'],
  ['Томск', 'Томская область'],
  ['Омск', 'Омская область'],
  ['Сочи', 'Краснодарский край'],
  ['Тула', 'Тульская область'],
  ['Орёл', 'Орловская область'],
  ['Чита', 'Забайкальский край'],
] as const
const streets = ['ул. Баумана', 'пр. Победы', 'ул. Ленина', 'ул. Гагарина', 'наб. Волги', 'ул. Садовая', 'пер. Тихий']
const persons = [
  'Иванов Пётр',
  'Смирнова Анна',
  'Кузнецов Илья',
  'Попова Мария',
  'Соколов Денис',
  'Лебедева Ольга',
  'Козлов Артём',
]
const categories = [
  'Пароконвектомат',
  'Печь',
  'Тестомес',
  'Холодильный шкаф',
  'Посудомоечная машина',
  'Плита',
  'Фритюрница',
  'Миксер',
]
const models = ['ПКА 6-1/1ВМ', 'ХПЭ-500', 'ТММ-140', 'ШХс-1,0', 'МПК-700К', 'ЭП-4ЖШ', 'АКФ-4', 'МП-60']
const faults = [
  'не набирает температуру',
  'течёт вода из-под двери',
  'не включается',
  'шумит двигатель',
  'не закрывается дверь',
  'выбивает автомат',
  'не сливает воду',
]
const diagnoses = [
  'Неисправен нагревательный элемент, сопротивление вне нормы, требуется замена',
  'Износ уплотнителя двери, следы перегрева, замена по гарантии',
  'Отказ платы управления после скачка напряжения, гарантия не действует',
]
const works = [
  'Заменён нагревательный элемент, проверены все режимы, сданы клиенту',
  'Заменён уплотнитель, отрегулированы петли, протечки нет',
  'Заменена плата управления, обновлена программа, проведена проверка под нагрузкой',
]
const recommendations = [
  'Установить стабилизатор напряжения',
  'Чистить фильтр раз в месяц',
  'Подключить умягчитель воды',
]
const comments = [
  'Клиент просит перенести визит на утро',
  'Запчасть заказана, ждём подтверждения срока',
  'Нужны фото таблички и места подключения',
  'Созвонились, договорились',
]

const openStatuses = Object.entries(repairStatuses)
  .filter(([, rule]) => !rule.isFinal)
  .map(([status]) => status)

/** SQL expressions that choose a word by the row's number, an expression too. */
export function textsOf(i: string) {
  const literal = (text: string) => `'${text}'`
  const choose = (words: readonly string[], salt: number) =>
    `(array[${words.map(literal).join(', ')}])[1 + bench.pick(${i}, ${salt}, ${words.length})]`
  return {
    company: choose(companies, 51),
    city: choose(
      places.map(([city]) => city),
      52,
    ),
    region: choose(
      places.map(([, region]) => region),
      52,
    ),
    street: choose(streets, 53),
    person: choose(persons, 54),
    category: choose(categories, 55),
    model: choose(models, 55),
    fault: choose(faults, 56),
    diagnosis: choose(diagnoses, 57),
    work: choose(works, 58),
    recommendation: choose(recommendations, 59),
    comment: choose(comments, 60),
    /** Nearly all old repairs are closed; three in a hundred linger, and most of the last month's are open. */
    status: (rows: number) => `
      case when bench.pick(${i}, 61, 1000) < (case when ${i} > ${Math.floor(rows * 0.97)} then 950 else 30 end)
                then ${choose(openStatuses, 62)}
           when bench.pick(${i}, 63, 100) < 94 then 'CLOSED'
           when bench.pick(${i}, 63, 100) < 98 then 'CANCELLED'
           else 'REFUSED' end`,
    moveParty: `case status ${Object.entries(repairStatuses)
      .map(([status, { party }]) => `when '${status}' then '${party}'`)
      .join(' ')} end`,
  }
}
