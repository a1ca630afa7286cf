import type { Letter, LetterLocale } from './letter.ts'

/** What each letter needs to be written. Times are formatted already, links are whole. */
export interface LetterData {
  REQUEST_RECEIVED: { number: string; url: string }
  REQUEST_RETURNED: { number: string; comment: string; url: string }
  /** Letters to employees and organisations: what the reader may not read is null. */
  REQUEST_RETURNED_INSIDE: { number: string | null; clientName: string | null; comment: string | null; url: string }
  REQUEST_REJECTED: { number: string; reason: string }
  REQUEST_ACCEPTED: { number: string; repairNumber: string; url: string }
  VISIT_SCHEDULED: {
    repairNumber: string
    visitAt: string
    serviceCenterName: string | null
    serviceCenterPhone: string | null
    url: string
  }
  REPAIR_CANCELLED: { repairNumber: string; url: string }
  RATING_INVITATION: { repairNumber: string; url: string }
  REPAIR_ASSIGNED: {
    repairNumber: string | null
    clientName: string | null
    address: string | null
    complaint: string | null
    url: string
  }
  DOCUMENTS_RETURNED: { repairNumber: string | null; comment: string | null; url: string }
  DIAGNOSIS_DUE: { repairNumber: string | null; url: string }
  /** `text` is null for a locked comment too, which is read in the app only. */
  MENTION: { number: string | null; author: string | null; text: string | null; url: string }
  PASSWORD_RESET: { name: string; url: string }
  INVITATION: { name: string; url: string }
  /** About his account: when it was done, and from which address. */
  PASSWORD_CHANGED: AccountNews
  SECOND_FACTOR_SET: AccountNews
  SECOND_FACTOR_REMOVED: AccountNews
  RECOVERY_CODE_USED: AccountNews & { left: string }
}

interface AccountNews {
  name: string
  at: string
  address: string
}

export type LetterName = keyof LetterData

type Writers = { [Name in LetterName]: (data: LetterData[Name]) => Letter }

/** The words, with the number after them when it may be told. */
const named = (words: string, number: string | null) => (number ? `${words} ${number}` : words)

const notMeRussian = 'Если это сделали не вы, сразу смените пароль и сообщите администратору.'
const notMeEnglish = 'If it was not you, change your password at once and tell your administrator.'

const russian: Writers = {
  REQUEST_RECEIVED: ({ number, url }) => ({
    subject: `Заявка ${number} принята`,
    paragraphs: [
      `Мы получили вашу заявку, её номер ${number}.`,
      'Сотрудник проверит её и свяжется с вами, если чего-то не хватает. Где она сейчас, видно на странице заявки.',
    ],
    button: { label: 'Посмотреть заявку', url },
  }),
  REQUEST_RETURNED: ({ number, comment, url }) => ({
    subject: `Дополните, пожалуйста, заявку ${number}`,
    paragraphs: [`Чтобы принять заявку ${number} в работу, нам не хватает нескольких сведений. Сотрудник пишет:`],
    quote: comment,
    button: { label: 'Дополнить заявку', url },
  }),
  REQUEST_RETURNED_INSIDE: ({ number, clientName, comment, url }) => ({
    subject: `${named('Заявка', number)} возвращена на доработку`,
    paragraphs: [
      `${named('Заявка', number)}${clientName ? ` (${clientName})` : ''} возвращена вам на доработку${comment ? ':' : '.'}`,
    ],
    quote: comment,
    button: { label: 'Открыть заявку', url },
  }),
  REQUEST_REJECTED: ({ number, reason }) => ({
    subject: `Заявка ${number} отклонена`,
    paragraphs: [`К сожалению, мы не можем принять заявку ${number}. Причина:`],
    quote: reason,
  }),
  REQUEST_ACCEPTED: ({ number, repairNumber, url }) => ({
    subject: `Заявка ${number} принята в работу`,
    paragraphs: [
      `По заявке ${number} открыт ремонт ${repairNumber}.`,
      'Сервисный центр позвонит вам, чтобы договориться о выезде инженера.',
    ],
    button: { label: 'Следить за ремонтом', url },
  }),
  VISIT_SCHEDULED: ({ repairNumber, visitAt, serviceCenterName, serviceCenterPhone, url }) => ({
    subject: `Выезд инженера: ${visitAt}`,
    paragraphs: [
      `Выезд по ремонту ${repairNumber} назначен на ${visitAt}.`,
      ...(serviceCenterName ? [`Приедет инженер сервисного центра «${serviceCenterName}».`] : []),
      ...(serviceCenterPhone ? [`Если время не подходит, позвоните: ${serviceCenterPhone}.`] : []),
    ],
    button: { label: 'Следить за ремонтом', url },
  }),
  REPAIR_CANCELLED: ({ repairNumber, url }) => ({
    subject: `Ремонт ${repairNumber} отменён`,
    paragraphs: [`Ремонт ${repairNumber} отменён. Если это ошибка, ответьте на это письмо или позвоните нам.`],
    button: { label: 'Посмотреть ремонт', url },
  }),
  RATING_INVITATION: ({ repairNumber, url }) => ({
    subject: `Ремонт ${repairNumber} завершён. Оцените, пожалуйста, работу`,
    paragraphs: [
      `Ремонт ${repairNumber} завершён.`,
      'Поставьте, пожалуйста, оценку: это займёт минуту и поможет выбирать лучших мастеров.',
    ],
    button: { label: 'Оценить работу', url },
  }),
  REPAIR_ASSIGNED: ({ repairNumber, clientName, address, complaint, url }) => ({
    subject: `${named('Новый ремонт', repairNumber)}${clientName ? `: ${clientName}` : ''}`,
    paragraphs: [
      `Вашему сервисному центру назначен ${named('ремонт', repairNumber)}.`,
      ...(clientName || address ? [`Клиент: ${[clientName, address].filter(Boolean).join(', ')}.`] : []),
      'Позвоните клиенту и укажите дату выезда.',
    ],
    quote: complaint,
    button: { label: 'Открыть ремонт', url },
  }),
  DOCUMENTS_RETURNED: ({ repairNumber, comment, url }) => ({
    subject: `Документы по ${named('ремонту', repairNumber)} возвращены`,
    paragraphs: [`Технический эксперт вернул документы по ${named('ремонту', repairNumber)}${comment ? ':' : '.'}`],
    quote: comment,
    button: { label: 'Открыть ремонт', url },
  }),
  DIAGNOSIS_DUE: ({ repairNumber, url }) => ({
    subject: `${named('Ремонт', repairNumber)} ждёт диагностики`,
    paragraphs: [`Сервисный центр приложил документы по ${named('ремонту', repairNumber)}. Ждём ваше заключение.`],
    button: { label: 'Открыть ремонт', url },
  }),
  MENTION: ({ number, author, text, url }) => ({
    subject: `${author ? `${author} упоминает вас` : 'Вас упоминают'}${number ? `: ${number}` : ''}`,
    paragraphs: [
      `${author ? `${author} упоминает вас` : 'Вас упоминают'} в ${named('ленте', number)}${text ? ':' : '.'}`,
    ],
    quote: text,
    button: { label: 'Открыть', url },
  }),
  PASSWORD_RESET: ({ name, url }) => ({
    subject: 'Новый пароль',
    paragraphs: [
      `Здравствуйте, ${name}. Кто-то, надеемся, что вы, просит сменить пароль.`,
      'Ссылка действует один час и открывается один раз. Если вы ничего не просили, просто удалите это письмо.',
    ],
    button: { label: 'Задать новый пароль', url },
  }),
  INVITATION: ({ name, url }) => ({
    subject: 'Приглашение в систему',
    paragraphs: [
      `Здравствуйте, ${name}. Для вас создана учётная запись: осталось задать пароль.`,
      'Ссылка действует 7 дней и открывается один раз.',
    ],
    button: { label: 'Задать пароль и войти', url },
  }),
  PASSWORD_CHANGED: ({ name, at, address }) => ({
    subject: 'Ваш пароль изменён',
    paragraphs: [`Здравствуйте, ${name}. Пароль вашей учётной записи изменён: ${at}, адрес ${address}.`, notMeRussian],
  }),
  SECOND_FACTOR_SET: ({ name, at, address }) => ({
    subject: 'Двухфакторная защита включена',
    paragraphs: [
      `Здравствуйте, ${name}. Теперь при входе нужен код из приложения. Включено: ${at}, адрес ${address}.`,
      notMeRussian,
    ],
  }),
  SECOND_FACTOR_REMOVED: ({ name, at, address }) => ({
    subject: 'Двухфакторная защита отключена',
    paragraphs: [
      `Здравствуйте, ${name}. Код из приложения при входе больше не нужен. Отключено: ${at}, адрес ${address}.`,
      notMeRussian,
    ],
  }),
  RECOVERY_CODE_USED: ({ name, at, address, left }) => ({
    subject: 'Использован резервный код',
    paragraphs: [
      `Здравствуйте, ${name}. Вместо кода из приложения введён резервный: ${at}, адрес ${address}. Осталось: ${left}.`,
      notMeRussian,
    ],
  }),
}

const english: Writers = {
  REQUEST_RECEIVED: ({ number, url }) => ({
    subject: `Request ${number} received`,
    paragraphs: [
      `We have received your request, its number is ${number}.`,
      'A colleague will check it and come back to you if something is missing. Its page shows where it stands.',
    ],
    button: { label: 'See the request', url },
  }),
  REQUEST_RETURNED: ({ number, comment, url }) => ({
    subject: `Please complete request ${number}`,
    paragraphs: [`We need a little more to start on request ${number}. Our colleague writes:`],
    quote: comment,
    button: { label: 'Complete the request', url },
  }),
  REQUEST_RETURNED_INSIDE: ({ number, clientName, comment, url }) => ({
    subject: `${named('Request', number)} returned for completion`,
    paragraphs: [
      `${named('Request', number)}${clientName ? ` (${clientName})` : ''} has been returned to you${comment ? ':' : '.'}`,
    ],
    quote: comment,
    button: { label: 'Open the request', url },
  }),
  REQUEST_REJECTED: ({ number, reason }) => ({
    subject: `Request ${number} declined`,
    paragraphs: [`We are sorry, we cannot accept request ${number}. The reason:`],
    quote: reason,
  }),
  REQUEST_ACCEPTED: ({ number, repairNumber, url }) => ({
    subject: `Request ${number} accepted`,
    paragraphs: [
      `Request ${number} has become repair ${repairNumber}.`,
      'The service centre will call you to agree when its engineer comes.',
    ],
    button: { label: 'Follow the repair', url },
  }),
  VISIT_SCHEDULED: ({ repairNumber, visitAt, serviceCenterName, serviceCenterPhone, url }) => ({
    subject: `The engineer comes on ${visitAt}`,
    paragraphs: [
      `The visit for repair ${repairNumber} is set for ${visitAt}.`,
      ...(serviceCenterName ? [`The engineer is from ${serviceCenterName}.`] : []),
      ...(serviceCenterPhone ? [`If the time does not suit you, please call ${serviceCenterPhone}.`] : []),
    ],
    button: { label: 'Follow the repair', url },
  }),
  REPAIR_CANCELLED: ({ repairNumber, url }) => ({
    subject: `Repair ${repairNumber} cancelled`,
    paragraphs: [`Repair ${repairNumber} has been cancelled. If this is a mistake, please answer or call us.`],
    button: { label: 'See the repair', url },
  }),
  RATING_INVITATION: ({ repairNumber, url }) => ({
    subject: `Repair ${repairNumber} is done. How was it?`,
    paragraphs: [
      `Repair ${repairNumber} is done.`,
      'Please rate the work: it takes a minute and helps us choose well.',
    ],
    button: { label: 'Rate the work', url },
  }),
  REPAIR_ASSIGNED: ({ repairNumber, clientName, address, complaint, url }) => ({
    subject: `${named('New repair', repairNumber)}${clientName ? `: ${clientName}` : ''}`,
    paragraphs: [
      repairNumber
        ? `Repair ${repairNumber} has been assigned to your service centre.`
        : 'A repair has been assigned to your service centre.',
      ...(clientName || address ? [`Client: ${[clientName, address].filter(Boolean).join(', ')}.`] : []),
      'Please call the client and enter the visit date.',
    ],
    quote: complaint,
    button: { label: 'Open the repair', url },
  }),
  DOCUMENTS_RETURNED: ({ repairNumber, comment, url }) => ({
    subject: `Documents of ${named('repair', repairNumber)} returned`,
    paragraphs: [
      `The tech expert has returned the documents of ${named('repair', repairNumber)}${comment ? ':' : '.'}`,
    ],
    quote: comment,
    button: { label: 'Open the repair', url },
  }),
  DIAGNOSIS_DUE: ({ repairNumber, url }) => ({
    subject: `${named('Repair', repairNumber)} awaits your diagnosis`,
    paragraphs: [
      `The service centre has attached the documents of ${named('repair', repairNumber)}. Your verdict is awaited.`,
    ],
    button: { label: 'Open the repair', url },
  }),
  MENTION: ({ number, author, text, url }) => ({
    subject: `${author ? `${author} mentioned you` : 'You are mentioned'}${number ? `: ${number}` : ''}`,
    paragraphs: [
      `${author ? `${author} mentions you` : 'You are mentioned'} in the feed${number ? ` of ${number}` : ''}${text ? ':' : '.'}`,
    ],
    quote: text,
    button: { label: 'Open', url },
  }),
  PASSWORD_RESET: ({ name, url }) => ({
    subject: 'New password',
    paragraphs: [
      `Hello ${name}. Somebody, we hope it was you, asks to change your password.`,
      'The link holds for one hour and opens once. If you asked for nothing, just delete this letter.',
    ],
    button: { label: 'Set a new password', url },
  }),
  INVITATION: ({ name, url }) => ({
    subject: 'You are invited',
    paragraphs: [
      `Hello ${name}. An account has been made for you: set a password to begin.`,
      'The link holds for 7 days and opens once.',
    ],
    button: { label: 'Set a password and sign in', url },
  }),
  PASSWORD_CHANGED: ({ name, at, address }) => ({
    subject: 'Your password was changed',
    paragraphs: [`Hello ${name}. The password of your account was changed: ${at}, address ${address}.`, notMeEnglish],
  }),
  SECOND_FACTOR_SET: ({ name, at, address }) => ({
    subject: 'Two-factor sign-in is on',
    paragraphs: [
      `Hello ${name}. From now on signing in takes a code of your app. Turned on: ${at}, address ${address}.`,
      notMeEnglish,
    ],
  }),
  SECOND_FACTOR_REMOVED: ({ name, at, address }) => ({
    subject: 'Two-factor sign-in is off',
    paragraphs: [
      `Hello ${name}. Signing in no longer takes a code of your app. Turned off: ${at}, address ${address}.`,
      notMeEnglish,
    ],
  }),
  RECOVERY_CODE_USED: ({ name, at, address, left }) => ({
    subject: 'A recovery code was used',
    paragraphs: [
      `Hello ${name}. A recovery code was given in place of a code of your app: ${at}, address ${address}. Left: ${left}.`,
      notMeEnglish,
    ],
  }),
}

/** Every letter of the product, in the languages of its interface. */
export const letters: Record<LetterLocale, Writers> = { ru: russian, en: english }

export const letterNames = Object.keys(russian) as LetterName[]
