import { isDomainError } from '@naryad/domain'
import { manualClock } from '../clock.ts'
import type { Services } from '../context.ts'
import { hashUploadKey, type Uploader } from '../files/stored-file.service.ts'
import type { Viewer } from '../gate/viewer.ts'
import { type Actor, system } from '../journal/actor.ts'
import { tokenOf } from '../link-token.ts'
import { attachDocuments } from '../modules/documents/document.service.ts'
import { addComment } from '../modules/feed/comment.service.ts'
import { publicForm, submitServiceRequest } from '../modules/public-pages/public-request.service.ts'
import { updateRepair } from '../modules/repairs/repair.service.ts'
import { rateRepair } from '../modules/repairs/repair-rating.service.ts'
import { transitionRepair } from '../modules/repairs/repair-transition.service.ts'
import { createServiceRequest } from '../modules/requests/request.service.ts'
import { completeByLink } from '../modules/requests/request-completion.service.ts'
import {
  type RequestTransitionInputs,
  transitionServiceRequest,
} from '../modules/requests/request-transition.service.ts'
import { type Chance, chance } from './chance.ts'
import type { Company } from './company.ts'
import { type Established, WARRANTY_DAYS } from './establish.ts'
import type { SampleFiles } from './sample-files.ts'
import type { Deed, Party, Step, Story } from './story.ts'

const DAY = 24 * 3_600_000

type Employee = Actor & { viewer: Viewer }

export interface Stage {
  services: Services
  company: Company
  established: Established
  files: SampleFiles
  consentVersion: string
  /** What has become of the stories so far, by index. */
  records: Map<number, StoryRecord>
}

interface StoryRecord {
  requestId: string
  repair: { id: string; serviceCenterId: string | null; managerId: string | null; techExpertId: string | null } | null
}

/** One step about to be made: the services with its time on their clock. */
interface Scene {
  stage: Stage
  services: Services
  story: Story
  step: Step
  draw: Chance
}

export async function setStage(
  services: Services,
  parts: Pick<Stage, 'company' | 'established' | 'files'>,
): Promise<Stage> {
  const { consentVersion } = await publicForm(services)
  return { services, ...parts, consentVersion, records: new Map() }
}

/** Makes a step through the product's own services, as whoever makes it would. */
export async function perform(stage: Stage, story: Story, step: Step): Promise<void> {
  const services: Services = { ...stage.services, clock: manualClock(step.at) }
  const draw = chance(story.index * 31 + Math.floor(step.at.getTime() / 1_000))
  try {
    await deeds(step.deed)({ stage, services, story, step, draw })
  } catch (error) {
    throw new Error(`The demo cannot ${JSON.stringify(step.deed)} in story ${story.index}`, { cause: error })
  }
}

function deeds(deed: Deed): (scene: Scene) => Promise<unknown> {
  switch (deed.kind) {
    case 'file':
      return (scene) => file(scene, deed.files)
    case 'review':
      return (scene) => moveRequest(scene, 'takeIntoReview')
    case 'return':
      return (scene) => moveRequest(scene, 'returnForCompletion', { fields: [deed.field], comment: deed.comment })
    case 'complete':
      return (scene) => complete(scene, deed.field)
    case 'reject':
      return (scene) => moveRequest(scene, 'reject', { comment: deed.comment })
    case 'accept':
      return accept
    case 'entrust':
      return (scene) => entrust(scene, deed)
    case 'move':
      return (scene) => move(scene, deed)
    case 'attach':
      return (scene) => attach(scene, deed)
    case 'edit':
      return (scene) =>
        updateRepair(scene.services, actorOf(scene, deed.by), { id: repairOf(scene).id, patch: deed.patch })
    case 'comment':
      return (scene) => comment(scene, deed)
    case 'rate':
      return (scene) => rate(scene, deed)
  }
}

async function file(scene: Scene, count: number): Promise<void> {
  const { stage, services, story } = scene
  const { client, contact, unit, missing } = story
  const submissionKey = `demo-request-${String(story.index).padStart(6, '0')}`
  const address = missing === 'address' ? (client.address.split(',')[0] ?? '') : client.address
  const words = {
    clientName: client.name,
    inn: story.index % 3 || !client.isKnown ? client.inn : null,
    contactName: contact.name,
    phone: contact.phone,
    email: contact.email,
    city: client.place.city,
    region: client.place.region,
    address,
    manufacturerId: stage.established.makerIds[unit.maker] ?? '',
    model: unit.model,
    serialNumber: missing === 'serialNumber' ? null : unit.serialNumber,
    purchasedOn: missing === 'purchasedOn' ? null : boughtOn(scene),
    isWarranty: isUnderWarranty(scene),
    complaint: story.complaint,
    submissionKey,
  }
  if (story.author === null) {
    const uploadKey = `demo-upload-key-of-request-${story.index}`
    const fileIds = await uploadPhotos(scene, count, { uploadKeyHash: hashUploadKey(uploadKey) })
    const { consentVersion } = stage
    const isUrgent = story.urgency === 'URGENT'
    await submitServiceRequest(services, { ...words, isUrgent, consentVersion, fileIds, uploadKey })
  } else {
    const author = personAt(stage, story.author)
    const fileIds = await uploadPhotos(scene, count, author.viewer)
    const { category } = unit
    await createServiceRequest(services, author, { ...words, category, urgency: story.urgency, fileIds })
  }
  const { id: requestId } = await services.prisma.serviceRequest.findUniqueOrThrow({
    where: { submissionKey },
    select: { id: true },
  })
  stage.records.set(story.index, { requestId, repair: null })
}

/** Day, 'YYYY-MM-DD'. */
function boughtOn({ stage, story }: Scene): string {
  const bought = new Date(stage.services.clock.now().getTime() - story.unit.boughtDaysAgo * DAY)
  return bought.toISOString().slice(0, 10)
}

function isUnderWarranty(scene: Scene): boolean {
  return scene.step.at.getTime() - Date.parse(boughtOn(scene)) < WARRANTY_DAYS * DAY
}

async function uploadPhotos({ stage, services, draw }: Scene, count: number, uploader: Uploader): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) ids.push(await stage.files.upload(services, 'PHOTO', draw, uploader))
  return ids
}

async function moveRequest(scene: Scene, transition: string, input: RequestTransitionInputs = {}): Promise<void> {
  const reviewer = actorOf(scene, 'reviewer')
  await transitionServiceRequest(scene.services, reviewer, { id: recordOf(scene).requestId, transition, input })
}

/** The author gives what he was asked for: the client by the link of his letter, a colleague in the app. */
async function complete(scene: Scene, field: string): Promise<void> {
  const { stage, services, story } = scene
  const { requestId } = recordOf(scene)
  const values: Record<string, string> = {
    serialNumber: story.unit.serialNumber,
    address: story.client.address,
    purchasedOn: boughtOn(scene),
  }
  const value = values[field]
  if (story.author === null) {
    const uploadKey = `demo-upload-key-of-completion-${story.index}`
    const fileIds = value ? [] : await uploadPhotos(scene, 2, { uploadKeyHash: hashUploadKey(uploadKey) })
    const token = await linkOf(scene, { kind: 'COMPLETION', requestId })
    await completeByLink(services, { token, values: value ? [{ key: field, value }] : [], fileIds, uploadKey })
    return
  }
  const author = personAt(stage, story.author)
  if (!value) {
    const fileIds = await uploadPhotos(scene, 2, author.viewer)
    await attachDocuments(services, author, { requestId, fileIds, type: 'PHOTO' })
  }
  const input = value ? { values: { [field]: value } } : {}
  await transitionServiceRequest(services, author, { id: requestId, transition: 'complete', input })
}

/** Whoever accepts knows the company's clients, and agrees to all that he is asked about links. */
async function accept(scene: Scene): Promise<void> {
  try {
    await moveRequest(scene, 'accept')
  } catch (error) {
    if (!isDomainError(error, 'CONFIRMATION_REQUIRED')) throw error
    const questions = error.details.questions as readonly { id: string }[]
    await moveRequest(scene, 'accept', { answers: questions.map(({ id }) => ({ question: id, isYes: true })) })
  }
  await lookAgain(scene)
}

/** Reads who the repair's people are now. */
async function lookAgain(scene: Scene): Promise<void> {
  const record = recordOf(scene)
  record.repair = await scene.services.prisma.repair.findUnique({
    where: { requestId: record.requestId },
    select: { id: true, serviceCenterId: true, managerId: true, techExpertId: true },
  })
}

async function entrust(scene: Scene, deed: Deed & { kind: 'entrust' }): Promise<void> {
  const { services, stage } = scene
  const manager = actorOf(scene, 'manager')
  const { id } = repairOf(scene)
  const { employeeId: techExpertId } = personAt(stage, deed.techExpert).viewer
  await updateRepair(services, manager, { id, patch: { techExpertId } })
  const serviceCenterId = stage.established.serviceCenterIds[deed.serviceCenter] ?? null
  await transitionRepair(services, manager, { id, transition: 'assign', input: { serviceCenterId } })
  await lookAgain(scene)
}

async function move(scene: Scene, deed: Deed & { kind: 'move' }): Promise<void> {
  const { transition, visitAt, comment: words, by } = deed
  const input = {
    ...(visitAt && { visitAt }),
    ...(words && { comment: words }),
    ...(deed.isElsewhere && { serviceCenterId: anotherCenter(scene) }),
  }
  const actor = by === 'system' ? system : actorOf(scene, by)
  await transitionRepair(scene.services, actor, { id: repairOf(scene).id, transition, input })
  if (deed.isElsewhere) await lookAgain(scene)
}

/** The next service centre of the client's region, else of the list. */
function anotherCenter(scene: Scene): string {
  const { stage, story } = scene
  const { serviceCenterIds } = stage.established
  const present = repairOf(scene).serviceCenterId
  const near = serviceCenterIds.filter(
    (_, at) => stage.company.serviceCenters[at]?.place.region === story.client.place.region,
  )
  return [...near, ...serviceCenterIds].find((id) => id !== present) ?? ''
}

async function attach(scene: Scene, { type, by }: Deed & { kind: 'attach' }): Promise<void> {
  const { stage, services, draw } = scene
  const actor = actorOf(scene, by)
  const fileId = await stage.files.upload(services, type, draw, actor.viewer)
  await attachDocuments(services, actor, { repairId: repairOf(scene).id, fileIds: [fileId], type })
}

async function comment(scene: Scene, deed: Deed & { kind: 'comment' }): Promise<void> {
  const actor = actorOf(scene, deed.by)
  const { requestId, repair } = recordOf(scene)
  const record = repair ? { repairId: repair.id } : { requestId }
  // a partner does not see the company's people, so he cannot mention them
  const mentioned = deed.mention && actor.viewer.affiliation === 'OFFICE' ? actorOf(scene, deed.mention).viewer : null
  const isOther = mentioned !== null && mentioned.employeeId !== actor.viewer.employeeId
  const text = isOther
    ? `@${mentioned.name}, ${deed.text}`
    : `${deed.text.charAt(0).toUpperCase()}${deed.text.slice(1)}`
  const mentionIds = isOther ? [mentioned.employeeId] : []
  await addComment(scene.services, actor, { ...record, text, mentionIds, isLocked: deed.isLocked ?? false })
}

async function rate(scene: Scene, { mark, comment: words }: Deed & { kind: 'rate' }): Promise<void> {
  const token = await linkOf(scene, { kind: 'RATING', repairId: repairOf(scene).id })
  await rateRepair(scene.services, { token, mark, comment: words })
}

/** The token of the link that the client was sent. */
async function linkOf(
  { services }: Scene,
  link: { kind: 'COMPLETION'; requestId: string } | { kind: 'RATING'; repairId: string },
): Promise<string> {
  const { id } = await services.prisma.publicLink.findFirstOrThrow({
    where: { ...link, usedAt: null },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  })
  return tokenOf(services, id)
}

function recordOf({ stage, story }: Scene): StoryRecord {
  const record = stage.records.get(story.index)
  if (!record) throw new Error('nothing was filed yet')
  return record
}

function repairOf(scene: Scene): NonNullable<StoryRecord['repair']> {
  const { repair } = recordOf(scene)
  if (!repair) throw new Error('not a repair yet')
  return repair
}

/** Where a service centre has no account of its own, its words come by telephone and the manager enters them. */
function actorOf(scene: Scene, party: Exclude<Party, 'system'>): Employee
function actorOf(scene: Scene, party: Party): Employee
function actorOf(scene: Scene, party: Party): Employee {
  const { stage, story } = scene
  const { people } = stage.established
  const reviewer = personAt(stage, story.reviewer)
  if (party === 'reviewer') return reviewer
  if (party === 'author') return story.author === null ? reviewer : personAt(stage, story.author)
  if (party === 'accountant') return people.find(({ viewer }) => viewer.roleName === 'Бухгалтер') ?? reviewer
  const repair = recordOf(scene).repair
  const withId = (id: string | null | undefined) => people.find(({ viewer }) => viewer.employeeId === id)
  const manager = withId(repair?.managerId) ?? reviewer
  if (party === 'expert') return withId(repair?.techExpertId) ?? manager
  const engineer = people.find(
    ({ viewer }) => viewer.serviceCenterId !== null && viewer.serviceCenterId === repair?.serviceCenterId,
  )
  return party === 'center' ? (engineer ?? manager) : manager
}

function personAt({ established }: Stage, index: number): Employee {
  const person = established.people[index]
  if (!person) throw new Error(`nobody has the index ${index}`)
  return person
}
