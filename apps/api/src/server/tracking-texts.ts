import type { RequestStatus, TrackingStage } from '@naryad/domain'

export const trackingLocales = ['ru', 'en'] as const
export type TrackingLocale = (typeof trackingLocales)[number]

/** Stages of the tracking page: those of a repair, and how a request can stand before it becomes one. */
export type PublicStage = TrackingStage | Extract<RequestStatus, 'RETURNED' | 'REJECTED'>

interface TrackingTexts {
  title: (number: string) => string
  repair: (number: string) => string
  since: (day: string) => string
  otherLanguage: string
  now: string
  visit: string
  serviceCenter: string
  phone: string
  call: string
  complete: string
  rate: string
  steps: string
  newRequest: string
  openApp: string
  /** The stage RECEIVED after the client has completed his request. */
  receivedAgain: string
  stages: Record<PublicStage, { name: string; text: string }>
  problems: Record<'NOT_FOUND' | 'LINK_EXPIRED' | 'THROTTLED' | 'SIGNED_IN' | 'OTHER', { name: string; text: string }>
}

/** Words of the tracking page, which the server renders; the texts of the other public pages are the web client's. */
export const trackingTexts: Record<TrackingLocale, TrackingTexts> = {
  ru: {
    title: (number) => `Заявка ${number}`,
    repair: (number) => `Ремонт ${number}`,
    since: (day) => `Подана ${day}`,
    otherLanguage: 'English',
    now: 'Сейчас',
    visit: 'Приезд мастера',
    serviceCenter: 'Сервисный центр',
    phone: 'Телефон',
    call: 'Позвонить',
    complete: 'Дополнить заявку',
    rate: 'Оценить ремонт',
    steps: 'Как идёт ремонт',
    newRequest: 'Подать заявку',
    openApp: 'Открыть систему',
    receivedAgain: 'Дополнение получено',
    stages: {
      RECEIVED: { name: 'Заявка принята', text: 'Мы проверяем её и подбираем сервисный центр.' },
      RETURNED: {
        name: 'Нужно уточнение',
        text: 'Чтобы продолжить, нам не хватает сведений. Дополните заявку — это займёт пару минут.',
      },
      ASSIGNED: {
        name: 'Сервисный центр назначен',
        text: 'Мастер позвонит вам, чтобы договориться о времени приезда.',
      },
      VISIT: {
        name: 'Время приезда назначено',
        text: 'Если оно вам не подходит, позвоните в сервисный центр.',
      },
      IN_WORK: { name: 'Ремонт идёт', text: 'Мастер осмотрел оборудование и устраняет неисправность.' },
      WAITING_PARTS: {
        name: 'Ждём запчасти',
        text: 'Когда они придут, мастер договорится с вами о новом приезде.',
      },
      FINISHING: { name: 'Ремонт завершается', text: 'Работы закончены, мы проверяем документы.' },
      DONE: { name: 'Ремонт завершён', text: 'Спасибо, что обратились к нам.' },
      CANCELLED: { name: 'Ремонт отменён', text: 'Если это ошибка, свяжитесь с нами или подайте новую заявку.' },
      REJECTED: { name: 'Заявка отклонена', text: 'Причину мы отправили вам письмом.' },
    },
    problems: {
      NOT_FOUND: {
        name: 'Ссылка не открывается',
        text: 'Такой ссылки нет. Откройте её ещё раз прямо из письма: возможно, она скопировалась не целиком.',
      },
      LINK_EXPIRED: {
        name: 'Срок ссылки истёк',
        text: 'Позвоните нам или ответьте на письмо, из которого вы её открыли.',
      },
      THROTTLED: {
        name: 'Слишком много обращений',
        text: 'Подождите минуту и обновите страницу.',
      },
      SIGNED_IN: {
        name: 'Вы вошли как сотрудник',
        text: 'Эта страница — для клиента. Чтобы увидеть её, выйдите из системы или откройте ссылку в приватном окне.',
      },
      OTHER: { name: 'Что-то сломалось у нас', text: 'Попробуйте обновить страницу через несколько минут.' },
    },
  },
  en: {
    title: (number) => `Request ${number}`,
    repair: (number) => `Repair ${number}`,
    since: (day) => `Filed ${day}`,
    otherLanguage: 'Русский',
    now: 'Now',
    visit: 'Visit of the engineer',
    serviceCenter: 'Service centre',
    phone: 'Phone',
    call: 'Call',
    complete: 'Complete the request',
    rate: 'Rate the repair',
    steps: 'How the repair goes',
    newRequest: 'File a request',
    openApp: 'Open the system',
    receivedAgain: 'Completed by you',
    stages: {
      RECEIVED: { name: 'Request accepted', text: 'We are checking it and looking for a service centre.' },
      RETURNED: {
        name: 'We need more detail',
        text: 'To go on, some information is missing. Please complete the request, it takes two minutes.',
      },
      ASSIGNED: {
        name: 'Service centre assigned',
        text: 'The engineer will call you to agree on the time of the visit.',
      },
      VISIT: { name: 'Visit agreed', text: 'If the time does not suit you, call the service centre.' },
      IN_WORK: { name: 'Under repair', text: 'The engineer has seen the equipment and is repairing it.' },
      WAITING_PARTS: {
        name: 'Waiting for parts',
        text: 'When they have come, the engineer will agree on another visit with you.',
      },
      FINISHING: { name: 'Nearly finished', text: 'The work is done, we are checking the documents.' },
      DONE: { name: 'Repair finished', text: 'Thank you for turning to us.' },
      CANCELLED: { name: 'Repair cancelled', text: 'If this is a mistake, contact us or file a new request.' },
      REJECTED: { name: 'Request declined', text: 'We have sent you the reason by e-mail.' },
    },
    problems: {
      NOT_FOUND: {
        name: 'The link does not open',
        text: 'There is no such link. Open it again from the letter: it may have been copied in part.',
      },
      LINK_EXPIRED: { name: 'The link has expired', text: 'Call us or reply to the letter it came in.' },
      THROTTLED: { name: 'Too many requests', text: 'Wait a minute and reload the page.' },
      SIGNED_IN: {
        name: 'You are signed in as an employee',
        text: 'This page is for the client. To see it, sign out or open the link in a private window.',
      },
      OTHER: { name: 'Something broke on our side', text: 'Reload the page in a few minutes.' },
    },
  },
}
