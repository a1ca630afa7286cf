import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawFiles } from './files.ts'
import { makeRepair, organisations, type Stage, setStage, wordsOfRequest } from './fixture.ts'
import { attach, field, makeOtherMove, seeInFeed, seeInHead } from './screens.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
}, 90_000)
afterAll(() => stage?.stop())

test('a dealer files a request, completes it in the app when it comes back, and follows the repair that it became', async () => {
  const { photo } = await drawFiles(stage.browser)
  const dealer = await stage.person('dealer')
  const manager = await stage.person('manager')
  const { page } = dealer

  await page.goto('/requests')
  await page.getByRole('link', { name: 'Новая', exact: true }).first().click()
  await page.getByRole('heading', { name: 'Новая заявка' }).waitFor()
  await page.getByLabel('Завод-изготовитель').fill(organisations.manufacturer)
  await page.getByRole('option', { name: organisations.manufacturer }).click()
  await page.getByLabel('Модель').fill('ПКА-6')
  await page.getByLabel('Что случилось').fill('Течёт дверь')
  await page.getByLabel('Название клиента').fill('Кафе «Лето»')
  await page.getByLabel('Контактное лицо').fill('Олег')
  await page.getByLabel('Телефон').fill('8 917 222-33-44')
  await page.getByLabel('Город').fill('Казань')
  await page.getByLabel('Адрес').fill('ул. Пушкина, 10')
  await page.getByRole('button', { name: 'Создать заявку' }).click()
  const requestNumber = (await page.getByRole('heading', { name: /^З-\d{4}-\d{6}$/ }).textContent()) ?? ''
  await seeInHead(page, 'Новая')

  // it is returned, and the dealer sees it on his open card
  await manager.page.goto(`/requests/${requestNumber}`)
  await manager.page.getByRole('button', { name: 'Взять на проверку' }).click()
  await seeInHead(page, 'На проверке')
  await makeOtherMove(manager.page, 'Вернуть на доработку')
  await manager.page.getByRole('checkbox', { name: 'Серийный номер' }).check()
  await manager.page.getByRole('checkbox', { name: 'Запросить документы' }).check()
  await manager.page.getByLabel('Что дополнить и почему').fill('Нужен номер с шильдика и его фото')
  await manager.page.getByRole('button', { name: 'Вернуть автору' }).click()
  await seeInHead(page, 'На доработке')

  // he is asked for exactly what was marked
  const completion = page.getByRole('form', { name: 'Заявку вернули: дополните отмеченное' })
  await completion.getByText('Нужен номер с шильдика и его фото').waitFor()
  await completion.getByLabel('Серийный номер').fill('pka-6-001')
  await attach(page, 'Фото', photo)
  await completion.getByRole('button', { name: 'Отправить' }).click()
  await seeInHead(page, 'На проверке')
  await seeInHead(manager.page, 'На проверке')
  await field(manager.page, 'serialNumber').getByText('PKA-6-001').waitFor()

  // accepted: the dealer follows the repair, without what is not for him
  await manager.page.getByRole('button', { name: 'Принять в ремонт' }).click()
  const repairNumber = (await manager.page.getByRole('heading', { name: /^Р-\d{4}-\d{6}$/ }).textContent()) ?? ''
  await seeInHead(page, 'Принята')
  await page
    .getByRole('link', { name: new RegExp(repairNumber) })
    .first()
    .click()
  await seeInHead(page, 'Назначен')
  await field(page, 'complaint').getByText('Течёт дверь').waitFor()
  await seeInFeed(page, 'Ремонт создан')
  for (const hidden of ['diagnosis', 'internalNote', 'laborCost', 'ratingMark']) {
    expect(await field(page, hidden).count(), hidden).toBe(0)
  }
  await page.goto('/repairs')
  await page.getByRole('row').filter({ hasText: repairNumber }).waitFor()

  for (const { faults } of [dealer, manager]) expect(faults).toEqual([])
}, 120_000)

test('a dealer who names a client of others sees him only when the office has read what that shows and agreed', async () => {
  const factory = { clientName: 'ООО «Чужой завод»', inn: '7707083893', serialNumber: 'PKA-SECRET-1' }
  const canteen = { clientName: 'ООО «Чужая столовая»', inn: '7736050003', serialNumber: 'PKA-SECRET-2' }
  await makeRepair(stage, { ...factory, phone: '+79170001122', email: 'factory@example.ru' })
  await makeRepair(stage, { ...canteen, phone: '+79170001133', email: 'canteen@example.ru' })
  const caller = await stage.caller('dealer')
  const create =
    'mutation ($input: ServiceRequestInput!) { createServiceRequest(input: $input) { serviceRequest { number } } }'
  const sendIn = async ({ inn, serialNumber }: typeof factory) => {
    const own = { clientName: 'Мой клиент', contactName: 'Олег', phone: '+79170001144', email: 'oleg@example.ru' }
    const input = wordsOfRequest(stage, { ...own, inn, serialNumber })
    type Sent = { createServiceRequest: { serviceRequest: { number: string } } }
    return (await caller.ask<Sent>(create, { input })).createServiceRequest.serviceRequest.number
  }
  const seesClient = async ({ clientName }: typeof factory) => {
    const clients = await caller.ask<{ clients: { nodes: { name: string }[] } }>('{ clients { nodes { name } } }')
    return clients.clients.nodes.some(({ name }) => name === clientName)
  }
  const manager = await stage.person('manager')
  const { page } = manager
  const dialog = page.getByRole('dialog', { name: 'Кто что увидит' })
  const open = async (client: typeof factory) => {
    await page.goto(`/requests/${await sendIn(client)}`)
    await page.getByRole('button', { name: 'Взять на проверку' }).click()
    await page.getByRole('button', { name: 'Принять в ремонт' }).click()
    await dialog.getByText(`Дилер «Ресторан-Снаб» увидит карточку клиента ${client.clientName}`).waitFor()
    await dialog.getByText(`увидит единицу № ${client.serialNumber}`).waitFor()
  }
  const submit = dialog.getByRole('button', { name: 'Принять в ремонт' })

  await open(factory)
  expect(await submit.isDisabled()).toBe(true)
  await dialog.getByRole('radio', { name: /Это другой/ }).check()
  await dialog.getByRole('radio', { name: /номер останется в заявке/ }).check()
  await submit.click()
  await page.getByRole('heading', { name: /^Р-\d{4}-\d{6}$/ }).waitFor()
  expect(await seesClient(factory)).toBe(false)

  await open(canteen)
  for (const choice of await dialog.getByRole('radio', { name: /связать и показать/ }).all()) await choice.check()
  await dialog.getByText(/новый контакт: Олег/).waitFor()
  await submit.click()
  await page.getByRole('heading', { name: /^Р-\d{4}-\d{6}$/ }).waitFor()
  expect(await seesClient(canteen)).toBe(true)
  // what was not chosen was not done
  expect(
    await stage.query(
      `select 1 from contacts where name = 'Олег' and client_id in (select id from clients where name = $1)`,
      [canteen.clientName],
    ),
  ).toEqual([])
  expect(manager.faults).toEqual([])
}, 120_000)
