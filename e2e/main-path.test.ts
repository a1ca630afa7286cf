import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD } from './caller.ts'
import { drawFiles } from './files.ts'
import { clientLink, organisations, type Stage, setStage, staff } from './fixture.ts'
import { attach, field, makeOtherMove, seeInFeed, seeInHead, seeLetter, tomorrowMorning } from './screens.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage?.stop())

test('a request filed on a phone becomes a repair that the client rates, and every step is seen live by a second employee', async () => {
  const { photo, report } = await drawFiles(stage.browser)
  const client = await stage.visitor('phone')
  const manager = await stage.person('manager')
  const watcher = await stage.person('colleague')
  const administrator = await stage.person('administrator')
  for (const { page } of [manager, watcher]) {
    await page.goto('/requests')
    await page.getByText('Заявок ещё нет').waitFor()
  }

  // the client files his request
  const form = client.page
  const next = () => form.getByRole('button', { name: 'Дальше' }).click()
  await form.goto('/p/request')
  await form.getByLabel('Серийный номер').fill('pka-4412')
  await form.getByLabel('Производитель').selectOption({ label: organisations.manufacturer })
  await form.getByLabel('Модель').fill('ПКА-10')
  await next()
  await form.getByLabel('Описание неисправности').fill('Не греет, ошибка Е05')
  await form.getByLabel('Срочно').check()
  await next()
  await form.getByLabel('Выбрать файлы').setInputFiles([photo, { ...photo, name: 'поломка.jpg' }])
  await form
    .getByText(/^Загружено · /)
    .nth(1)
    .waitFor()
  await next()
  await form.getByLabel('Город или посёлок').fill('Казань')
  await form.getByLabel('Адрес', { exact: true }).fill('ул. Баумана, 1')
  await next()
  await form.getByLabel('Название организации').fill('ООО «Ромашка»')
  await form.getByLabel('Ваше имя').fill('Анна Петрова')
  await form.getByLabel('Телефон').fill('8 (843) 555-12-34')
  await form.getByLabel('Электронная почта').fill('anna@romashka.demo')
  await next()
  await form.getByRole('checkbox', { name: /^Даю согласие/ }).check()
  await form.getByRole('button', { name: 'Отправить заявку' }).click()
  await form.getByRole('heading', { name: 'Заявка принята' }).waitFor()
  const requestNumber = (await form.getByText(/^З-\d{4}-\d+$/).textContent()) ?? ''
  expect(requestNumber).toMatch(/^З-\d{4}-\d{6}$/)
  expect(await form.getByRole('link', { name: 'Следить за заявкой' }).getAttribute('href')).toMatch(/^\/p\/track\//)

  // it appears in the lists that are open
  for (const { page } of [manager, watcher]) {
    await page.getByRole('button', { name: '1 новая запись' }).click()
    await page.getByRole('row').filter({ hasText: requestNumber }).click()
    await page.getByRole('heading', { name: requestNumber }).waitFor()
    await seeInHead(page, 'Новая')
  }

  // the manager takes it and returns it
  await manager.page.getByRole('button', { name: 'Взять на проверку' }).click()
  await seeInHead(manager.page, 'На проверке')
  await seeInHead(watcher.page, 'На проверке')
  await makeOtherMove(manager.page, 'Вернуть на доработку')
  await manager.page.getByRole('checkbox', { name: 'Серийный номер' }).check()
  await manager.page.getByRole('checkbox', { name: 'Запросить документы' }).check()
  await manager.page.getByLabel('Что дополнить и почему').fill('Проверьте номер и пришлите чек')
  await manager.page.getByRole('button', { name: 'Вернуть автору' }).click()
  await seeInHead(manager.page, 'На доработке')
  await seeInHead(watcher.page, 'На доработке')
  await seeInFeed(watcher.page, 'Проверьте номер и пришлите чек')
  await seeInFeed(watcher.page, `Дополните, пожалуйста, заявку ${requestNumber}`)

  // the client completes exactly what was marked, once
  await seeLetter(administrator.page, `Дополните, пожалуйста, заявку ${requestNumber}`)
  const completion = await clientLink(stage, 'complete')
  await form.goto(completion)
  await form.getByRole('heading', { name: `Дополните заявку ${requestNumber}` }).waitFor()
  await form.getByText('Проверьте номер и пришлите чек').waitFor()
  expect(await form.locator('input:not([type=file]), textarea, select').count()).toBe(1)
  await form.getByLabel('Серийный номер').fill('pka-4413')
  await form.getByLabel('Выбрать файлы').setInputFiles(report)
  await form.getByText(/^Загружено · /).waitFor()
  await form.getByRole('button', { name: 'Отправить' }).click()
  await form.getByRole('heading', { name: 'Спасибо, мы всё получили' }).waitFor()
  await form.goto(completion)
  await form.getByRole('heading', { name: 'Ответ уже отправлен' }).waitFor()

  // it is back with the same manager, who accepts it
  for (const { page } of [manager, watcher]) {
    await seeInHead(page, 'На проверке')
    await field(page, 'serialNumber').getByText('PKA-4413').waitFor()
    await field(page, 'responsible').getByText(staff.manager.name).waitFor()
  }
  await manager.page.getByRole('button', { name: 'Принять в ремонт' }).click()
  const heading = manager.page.getByRole('heading', { name: /^Р-\d{4}-\d{6}$/ })
  const repairNumber = (await heading.textContent()) ?? ''
  await seeInHead(watcher.page, 'Принята')
  await watcher.page
    .getByRole('link', { name: new RegExp(repairNumber) })
    .first()
    .click()
  await watcher.page.getByRole('heading', { name: repairNumber }).waitFor()

  // the rules have assigned it, and the feed says why
  for (const { page } of [manager, watcher]) {
    await seeInHead(page, 'Назначен')
    await seeInFeed(page, 'единственное подходящее правило')
    await field(page, 'serviceCenter').getByText(organisations.serviceCenter).waitFor()
  }

  // the service centre agrees the visit and attaches the reports
  const engineer = await stage.visitor()
  await engineer.page.goto(`/repairs/${repairNumber}`)
  await engineer.page.getByLabel('Эл. почта').fill(staff.engineer.email)
  await engineer.page.getByLabel('Пароль').fill(PASSWORD)
  await engineer.page.getByRole('button', { name: 'Войти' }).click()
  await seeInHead(engineer.page, 'Назначен')
  await engineer.page.getByRole('button', { name: 'Назначить выезд' }).click()
  const dialog = engineer.page.getByRole('dialog', { name: 'Назначить выезд' })
  await dialog.getByRole('spinbutton').first().click()
  await engineer.page.keyboard.type(tomorrowMorning())
  await dialog.getByRole('button', { name: 'Назначить выезд' }).click()
  await seeInHead(engineer.page, 'Выезд назначен')
  await seeInHead(watcher.page, 'Выезд назначен')
  await field(watcher.page, 'visitAt').getByText('10:15').waitFor()
  for (const type of ['Акт рекламации', 'Акт выполненных работ']) {
    await attach(engineer.page, type, report)
    await watcher.page.getByRole('group', { name: type, exact: true }).getByText(report.name).waitFor()
  }
  await engineer.page.getByRole('button', { name: 'Передать на диагностику' }).click()
  await seeInHead(engineer.page, 'Диагностика')
  await seeInHead(watcher.page, 'Диагностика')

  // the tech expert fills in the verdict and the diagnosis on the card
  const expert = await stage.person('expert')
  await expert.page.goto(`/repairs/${repairNumber}`)
  await field(expert.page, 'warrantyVerdict').getByRole('button').click()
  await expert.page.getByRole('menuitem', { name: 'Гарантийный', exact: true }).click()
  await field(watcher.page, 'warrantyVerdict').getByText('Гарантийный', { exact: true }).waitFor()
  await field(expert.page, 'diagnosis').getByRole('button').click()
  await expert.page.getByRole('textbox', { name: 'Диагноз' }).fill('Сгорел ТЭН')
  await expert.page.keyboard.press('Control+Enter')
  await field(watcher.page, 'diagnosis').getByText('Сгорел ТЭН').waitFor()
  await expert.page.getByRole('button', { name: 'Подтвердить диагноз' }).click()
  await seeInHead(watcher.page, 'Готов к закрытию')

  // the manager closes it: the card has stood open since it was accepted
  await manager.page.getByRole('button', { name: 'Закрыть ремонт' }).click()
  await seeInHead(manager.page, 'Закрыт')
  await seeInHead(watcher.page, 'Закрыт')

  // the client rates it, once
  await seeLetter(administrator.page, `Ремонт ${repairNumber} завершён. Оцените, пожалуйста, работу`)
  const rating = await clientLink(stage, 'rate')
  await form.goto(rating)
  await form.getByRole('radio', { name: /Отлично/ }).check({ force: true })
  await form.getByLabel('Что понравилось?').fill('Приехали вовремя')
  await form.getByRole('button', { name: 'Отправить оценку' }).click()
  await form.getByRole('heading', { name: 'Спасибо за оценку!' }).waitFor()
  await form.goto(rating)
  await form.getByRole('heading', { name: 'Вы уже оценили этот ремонт' }).waitFor()
  await seeInFeed(watcher.page, 'Приехали вовремя')
  await field(watcher.page, 'ratingMark').getByText('5').waitFor()
  await field(watcher.page, 'ratingComment').getByText('Приехали вовремя').waitFor()

  for (const { faults } of [client, manager, watcher, administrator, engineer, expert]) expect(faults).toEqual([])
}, 120_000)
