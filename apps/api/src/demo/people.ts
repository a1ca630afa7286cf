import { isValidInn } from '@naryad/domain'
import type { Chance } from './chance.ts'
import { type Place, streets } from './places.ts'

const surnames = [
  'Иванов',
  'Смирнов',
  'Кузнецов',
  'Попов',
  'Васильев',
  'Петров',
  'Соколов',
  'Михайлов',
  'Новиков',
  'Фёдоров',
  'Морозов',
  'Волков',
  'Алексеев',
  'Лебедев',
  'Семёнов',
  'Егоров',
  'Павлов',
  'Козлов',
  'Степанов',
  'Николаев',
  'Орлов',
  'Андреев',
  'Макаров',
  'Никитин',
  'Захаров',
  'Зайцев',
  'Соловьёв',
  'Борисов',
  'Яковлев',
  'Григорьев',
  'Романов',
  'Воробьёв',
  'Сергеев',
  'Кузьмин',
  'Фролов',
  'Александров',
  'Дмитриев',
  'Королёв',
  'Гусев',
  'Киселёв',
  'Ильин',
  'Максимов',
  'Поляков',
  'Сорокин',
  'Виноградов',
  'Ковалёв',
  'Белов',
  'Медведев',
  'Антонов',
  'Тарасов',
  'Жуков',
  'Баранов',
  'Филиппов',
  'Комаров',
  'Давыдов',
  'Беляев',
  'Герасимов',
  'Богданов',
  'Осипов',
  'Сидоров',
  'Матвеев',
  'Титов',
]
const men = [
  'Александр',
  'Дмитрий',
  'Максим',
  'Сергей',
  'Андрей',
  'Алексей',
  'Артём',
  'Илья',
  'Михаил',
  'Никита',
  'Матвей',
  'Роман',
  'Егор',
  'Иван',
  'Тимур',
  'Денис',
  'Евгений',
  'Рустам',
  'Павел',
  'Олег',
  'Виктор',
  'Игорь',
  'Владимир',
]
const women = [
  'Анна',
  'Мария',
  'Елена',
  'Ольга',
  'Наталья',
  'Екатерина',
  'Татьяна',
  'Ирина',
  'Светлана',
  'Юлия',
  'Анастасия',
  'Дарья',
  'Марина',
  'Людмила',
  'Валентина',
  'Галина',
  'Алина',
  'Гульнара',
  'Ксения',
  'Вера',
  'Надежда',
  'Лариса',
]

/** A person's name: first name and surname. */
export function personName(chance: Chance, isWoman = chance.happens(0.55)): string {
  const surname = chance.pick(surnames)
  return isWoman ? `${chance.pick(women)} ${surname}а` : `${chance.pick(men)} ${surname}`
}

const letters: Record<string, string> = Object.fromEntries(
  [...'абвгдеёжзийклмнопрстуфхцчшщъыьэюя'].map((letter, index) => [
    letter,
    'a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sch - y - e yu ya'.split(' ')[index]?.replace('-', '') ??
      '',
  ]),
)

/** A text in Latin letters, as in an address of a site. */
export function slug(text: string): string {
  const latin = [...text.toLowerCase()].map((letter) => letters[letter] ?? letter).join('')
  return latin.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}

/** Numbers of the demo: none of them twice, so that nobody is taken for somebody else. */
export interface Directory {
  mobile(): string
  office(place: Place): string
  companyInn(): string
  personInn(): string
  address(): string
}

export function directory(chance: Chance): Directory {
  const taken = new Set<string>()
  const unique = (make: () => string): string => {
    for (;;) {
      const value = make()
      if (taken.has(value)) continue
      taken.add(value)
      return value
    }
  }
  const digits = (count: number) => Array.from({ length: count }, () => chance.whole(0, 9)).join('')
  const inn = (stem: string, checkDigits: number) => {
    for (let check = 0; check < 10 ** checkDigits; check++) {
      const candidate = stem + String(check).padStart(checkDigits, '0')
      if (isValidInn(candidate)) return candidate
    }
    throw new Error(`no check digits for ${stem}`)
  }
  return {
    mobile: () => unique(() => `+79${chance.whole(10, 89)}555${digits(4)}`),
    office: ({ code }) => unique(() => `+7${code}555${digits(4)}`),
    companyInn: () =>
      unique(() => inn(`${chance.pick(['77', '78', '16', '66', '54', '52', '63', '23', '61'])}${digits(7)}`, 1)),
    personInn: () =>
      unique(() => inn(`${chance.pick(['77', '78', '16', '66', '54', '52', '63', '23', '61'])}${digits(8)}`, 2)),
    address: () => `${chance.pick(streets)}, ${chance.whole(1, 120)}`,
  }
}

const kinds: readonly (readonly [kind: string, weight: number])[] = [
  ['Кафе', 9],
  ['Ресторан', 9],
  ['Столовая', 8],
  ['Пекарня', 6],
  ['Кондитерская', 4],
  ['Кофейня', 4],
  ['Бистро', 3],
  ['Гостиница', 3],
  ['Пиццерия', 4],
  ['Комбинат питания', 3],
  ['Супермаркет', 3],
]
const titles = [
  'Ромашка',
  'Вкусно',
  'Берёзка',
  'Старый город',
  'Пряник',
  'Самовар',
  'Очаг',
  'У моста',
  'Уют',
  'Каравай',
  'Изюм',
  'Маяк',
  'Радуга',
  'Лакомка',
  'Причал',
  'Терраса',
  'Колосок',
  'Анис',
  'Корица',
  'Брусника',
  'Тархун',
  'Крем и корочка',
  'Белый тигр',
  'Печка',
  'Щи да каша',
  'Добрый день',
  'Северное сияние',
  'Мята',
  'Сытый двор',
  'Хлебный дом',
  'Пельменная № 1',
  'Итальянский дворик',
  'Утро',
  'Четыре сезона',
  'Дуэт',
  'Гранат',
  'Лаванда',
  'Заря',
  'Огонёк',
  'Мельница',
  'Облака',
]

/** A company's name as it stands in its papers; `index` keeps equal names of one town apart. */
export function companyName(chance: Chance): { name: string; title: string } {
  const kind = chance.weighted(kinds)
  const title = chance.pick(titles)
  const name = chance.weighted<string>([
    [`ООО «${title}»`, 6],
    [`${kind} «${title}»`, 5],
    [`АО «${kind} „${title}“»`, 1],
  ])
  return { name, title }
}

/** Institutions that have kitchens too. */
export function institutionName(chance: Chance, city: string): { name: string; title: string } {
  const number = chance.whole(2, 190)
  const kind = chance.pick(['Школа', 'Детский сад', 'Городская больница', 'Лицей', 'Санаторий «Сосновый бор»'])
  const name = kind.startsWith('Санаторий') ? `${kind}, ${city}` : `${kind} № ${number}, ${city}`
  return { name, title: `${kind.slice(0, 5)}${number}` }
}
