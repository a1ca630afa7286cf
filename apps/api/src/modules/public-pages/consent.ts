/**
 * What a client agrees to when he sends a request (152-ФЗ, article 9). A change of the text is a new version: requests
 * keep the version that was agreed to.
 */
export const CONSENT_VERSION = '2026-11-1'

/** The text on the form; Russian, as the law it answers to. */
export function consentText(companyName: string): string {
  return `Отправляя заявку, я даю ${companyName} согласие на обработку указанных в ней персональных данных (имя, телефон, \
адрес электронной почты, адрес установки оборудования) для рассмотрения заявки, организации и проведения ремонта и \
информирования о нём, в том числе на их передачу сервисному центру, который выполняет ремонт. Обработка включает сбор, \
запись, систематизацию, хранение, уточнение, использование, передачу, блокирование и удаление, с использованием средств \
автоматизации и без них. Согласие действует до достижения этих целей или до его отзыва, о котором достаточно сообщить \
письмом.`
}
