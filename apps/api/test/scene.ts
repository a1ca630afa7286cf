import { randomUUID } from 'node:crypto'
import type { DocumentType } from '../generated/prisma/client.ts'
import type { Services } from '../src/context.ts'
import { loadViewer } from '../src/gate/viewer.ts'
import { type Actor, employee } from '../src/journal/actor.ts'
import { CONSENT_VERSION } from '../src/modules/public-pages/consent.ts'
import { submitServiceRequest } from '../src/modules/public-pages/public-request.service.ts'
import { transitionServiceRequest } from '../src/modules/requests/request-transition.service.ts'
import { cast } from './app.ts'

/** What a story about requests and repairs needs besides the cast. */
export interface Scene {
  manufacturerId: string
  /** The service centre of the cast, to which the manufacturer's only rule leads. */
  serviceCenterId: string
  dealerId: string
  techExpertId: string
  managerId: string
}

/** A manufacturer whose repairs go to the cast: its manager, service centre and tech expert. */
export async function addScene({ prisma }: Services): Promise<Scene> {
  const idOf = async (email: string) => (await prisma.employee.findUniqueOrThrow({ where: { email } })).id
  const [managerId, techExpertId] = await Promise.all([idOf(cast.manager), idOf(cast.techExpert)])
  const { id: serviceCenterId } = await prisma.serviceCenter.findFirstOrThrow()
  const { id: dealerId } = await prisma.dealer.findFirstOrThrow()
  await prisma.serviceCenter.update({ where: { id: serviceCenterId }, data: { email: 'office@kazan-service.demo' } })
  const { id: manufacturerId } = await prisma.manufacturer.create({ data: { name: `Завод ${randomUUID()}` } })
  await prisma.assignmentRule.create({ data: { manufacturerId, serviceCenterId, managerId, techExpertId } })
  return { manufacturerId, serviceCenterId, dealerId, techExpertId, managerId }
}

/** An employee of the cast as the actor of changes, with the rights he has now. */
export async function actor(services: Services, email: string): Promise<Actor> {
  const { id } = await services.prisma.employee.findUniqueOrThrow({ where: { email } })
  const viewer = await loadViewer(services, id)
  if (!viewer) throw new Error(`${email} is not active`)
  return employee(viewer)
}

/** The public form as a client fills it in. */
export function clientsWords(manufacturerId: string) {
  return {
    clientName: 'ООО «Ромашка»',
    contactName: 'Анна Петрова',
    phone: '8 (843) 555-12-34',
    email: 'Anna@Romashka.demo',
    city: 'Казань',
    region: 'Республика Татарстан',
    address: 'ул. Баумана, 1',
    manufacturerId,
    model: 'ПКА-10',
    serialNumber: 'sn-4412',
    complaint: 'Не греет',
    consentVersion: CONSENT_VERSION,
    submissionKey: randomUUID(),
  }
}

/** A request of a client, and the repair it became; made by the services themselves. */
export async function addRepair(
  services: Services,
  { manufacturerId }: Scene,
): Promise<{ id: string; requestId: string }> {
  const words = { ...clientsWords(manufacturerId), serialNumber: randomUUID() }
  const { number } = await submitServiceRequest(services, words)
  const { id: requestId } = await services.prisma.serviceRequest.findUniqueOrThrow({ where: { number } })
  const manager = await actor(services, cast.manager)
  const { repair } = await transitionServiceRequest(services, manager, { id: requestId, transition: 'accept' })
  if (!repair) throw new Error('the request became no repair')
  return { id: repair, requestId }
}

/** A file that the employee has uploaded and not attached yet. */
export async function addFile(
  { prisma, clock }: Services,
  uploadedById: string | null,
  uploadKeyHash?: string,
): Promise<string> {
  const { id } = await prisma.storedFile.create({
    data: {
      storageKey: randomUUID(),
      name: 'акт.pdf',
      contentType: 'application/pdf',
      size: 1,
      sha256: '',
      uploadedById,
      ...(uploadKeyHash && { uploadKeyHash }),
      createdAt: clock.now(),
    },
  })
  return id
}

/** Documents that a record holds already, for stories that are not about attaching them. */
export async function addDocuments(
  services: Services,
  repairId: string,
  types: readonly DocumentType[],
): Promise<void> {
  for (const type of types) {
    const fileId = await addFile(services, null)
    await services.prisma.document.create({ data: { type, repairId, fileId, attachedAt: services.clock.now() } })
  }
}

/** The same answer to every question of a CONFIRMATION_REQUIRED. */
export function answerAll(details: object | undefined, isYes: boolean): { question: string; isYes: boolean }[] {
  const { questions } = details as { questions: { id: string }[] }
  return questions.map(({ id }) => ({ question: id, isYes }))
}
