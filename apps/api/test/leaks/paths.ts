/**
 * Every way by which data leaves the server, and what holds it: the probes that compare its answers in databases which
 * differ in one field or one record, or why no record's field can go that way. paths.test.ts walks the running server and
 * fails by name on what is not here, and on lines here that nothing answers to any more.
 */

/** What asks, and where it is driven. */
export const probes = {
  list: 'lists, with everything two relations deep and their sums — corpus.ts listProbes',
  search: 'searches of lists and counts — corpus.ts listProbes',
  sort: 'orders by every readable field — corpus.ts listProbes',
  empty: 'relations found empty — corpus.ts listProbes',
  page: 'pages that end in the middle, and their cursors — corpus.ts listProbes',
  nested: 'the field at the end of relations to the third — corpus.ts nestedProbes',
  card: 'records by id, by aliases and fragments — corpus.ts cardProbes',
  feed: 'feeds as list, entry and count; a change of nothing but the field — corpus.ts feedProbes',
  computed: 'what the server works out: moves, counters, duplicates, recognition, settings — corpus.ts computedProbes',
  file: 'downloads and small pictures, with their headers — corpus.ts fileProbes',
  export: 'lists as files — corpus.ts exportProbes',
  error: 'refusals that speak of a record — corpus.ts errorProbes',
  filter: 'filters, orders and sums that use the field itself — corpus.ts forbiddenProbes',
  frame: 'frames of subscriptions and that there are none — frames.test.ts, writes.test.ts, wake-ups.test.ts',
  letter: 'letters by the rights of their readers — letters.test.ts',
  public: 'pages without sign-in, by the fields that they are made of — public.test.ts',
  write: 'answers and refusals of writes, field by field — writes.test.ts, refusals.test.ts',
  rows: 'the same with records out of the rows of each default scope — rows.test.ts',
} as const

export type ProbeName = keyof typeof probes

/** The probes that hold a path, or why it carries no record's field. */
export type Held = readonly ProbeName[] | string

const list: Held = ['list', 'search', 'sort', 'empty', 'page', 'nested', 'filter', 'rows']
const card: Held = ['card', 'rows']
const write: Held = ['write']
const ownAccount = 'the account of whoever asks: his own password, codes, sessions'
const ofRights = 'rules of access, which are no records; the action for it is a right of its own'
const clients: Held = ['public']

/** Root fields of the schema. */
export const roots: Readonly<Record<string, Held>> = {
  'Query.totals': ['list', 'search', 'filter', 'rows'],
  'Query.assignmentRules': list,
  'Query.auditEntry': card,
  'Query.auditEntries': list,
  'Query.catalog': ['computed', 'rows'],
  'Query.client': card,
  'Query.clients': list,
  'Query.recogniseClient': ['computed', 'rows'],
  'Query.equipment': card,
  'Query.equipmentList': list,
  'Query.feedEntries': [...list, 'feed'],
  'Query.manufacturers': list,
  'Query.outboxMessage': card,
  'Query.outboxMessages': list,
  'Query.notifications': list,
  'Query.obligations': list,
  'Query.serviceCenters': list,
  'Query.dealers': list,
  'Query.publicForm': clients,
  'Query.publicUnit': clients,
  'Query.completionForm': clients,
  'Query.tracking': clients,
  'Query.ratingForm': clients,
  'Query.repair': card,
  'Query.repairs': list,
  'Query.repairTransitions': ['computed', 'rows'],
  'Query.serviceRequest': card,
  'Query.serviceRequests': list,
  'Query.serviceRequestTransitions': ['computed', 'rows'],
  'Query.possibleDuplicates': ['computed', 'rows'],
  'Query.roles': list,
  'Query.accessCatalog': 'names of entities, fields and actions as they stand in the schema',
  'Query.roleSummaries': ofRights,
  'Query.roleSettings': ofRights,
  'Query.roleHistory': ofRights,
  'Query.undecidedFieldCount': 'counts rules that nobody has made yet',
  'Query.explainAccess': ['write'],
  'Query.explainMyAccess': 'the asker’s own rules, by names that he has been given already',
  'Query.viewer': ownAccount,
  'Query.signInStep': ownAccount,
  'Query.secondFactor': ownAccount,
  'Query.invitation': 'needs the token of a letter; name and address of whom it was sent to',
  'Query.passwordStrength': 'of the password that was sent along; nothing is read',
  'Query.sessions': ownAccount,
  'Query.counters': ['computed', 'rows'],
  'Query.employee': card,
  'Query.employees': list,
  'Query.employeeSettings': ['computed'],
  'Query.employeeHistory': ofRights,
  'Mutation.updateClient': write,
  'Mutation.attachDocuments': write,
  'Mutation.removeDocument': write,
  'Mutation.restoreDocument': write,
  'Mutation.addComment': [...write, 'letter'],
  'Mutation.setFeedEntryLock': write,
  'Mutation.markNotificationsRead': write,
  'Mutation.submitServiceRequest': 'gives the number and the token of what was just sent',
  'Mutation.completeServiceRequest': 'gives the number and the token of what was just sent',
  'Mutation.rateRepair': 'says that it is done',
  'Mutation.updateRepair': write,
  'Mutation.transitionRepair': [...write, 'error', 'letter'],
  'Mutation.createServiceRequest': write,
  'Mutation.updateServiceRequest': write,
  'Mutation.transitionServiceRequest': [...write, 'error', 'letter'],
  'Mutation.createRole': ofRights,
  'Mutation.updateRole': ofRights,
  'Mutation.deleteRole': 'says that it is done',
  'Mutation.viewAs': ownAccount,
  'Mutation.stopViewAs': ownAccount,
  'Mutation.signIn': ownAccount,
  'Mutation.confirmSecondFactor': ownAccount,
  'Mutation.startEnrolment': ownAccount,
  'Mutation.finishEnrolment': ownAccount,
  'Mutation.disableSecondFactor': ownAccount,
  'Mutation.newRecoveryCodes': ownAccount,
  'Mutation.confirmIdentity': ownAccount,
  'Mutation.acceptInvitation': ownAccount,
  'Mutation.signOut': 'says that it is done',
  'Mutation.signOutEverywhere': 'says that it is done',
  'Mutation.endSession': 'says that it is done',
  'Mutation.changePassword': 'says that it is done',
  'Mutation.requestPasswordReset': 'says the same of every address',
  'Mutation.resetPassword': 'says that it is done',
  'Mutation.createEmployee': write,
  'Mutation.updateEmployee': write,
  'Mutation.setExceptions': ofRights,
  'Mutation.removeExceptions': ofRights,
  'Mutation.setIpRanges': ofRights,
  'Mutation.setManufacturers': ofRights,
  'Mutation.endEmployeeSession': ofRights,
  'Mutation.endEmployeeSessions': ofRights,
  'Mutation.resetSecondFactor': ofRights,
  'Mutation.sendInvitationAgain': ofRights,
  'Mutation.deactivateEmployee': ofRights,
  'Mutation.reactivateEmployee': ofRights,
  'Subscription.repairChanged': ['frame', 'rows'],
  'Subscription.serviceRequestChanged': ['frame', 'rows'],
  'Subscription.viewerChanged': 'the viewer’s own version of rights and number of unread notifications',
}

const gated = 'records and pages of them, which the gate reads'

/**
 * Types that no field rule governs, with all of their fields: one that is added has to be looked at here. Records inside
 * them are read through the gate wherever they stand.
 */
export const views: Readonly<Record<string, { readonly fields: string; readonly held: Held }>> = {
  Totals: { fields: 'count isCapped sums', held: ['list', 'search', 'filter', 'rows'] },
  FieldSum: { fields: 'field sum', held: ['list', 'filter', 'rows'] },
  AssignmentRulePage: { fields: 'nodes endCursor', held: gated },
  AuditEntryPage: { fields: 'nodes endCursor', held: gated },
  CatalogEntity: { fields: 'key title isSearchable fields', held: ['computed', 'rows'] },
  CatalogField: {
    fields: 'key type group target isMany isFilterable isSortable isSearchable isWritable values',
    held: ['computed', 'rows'],
  },
  ClientPage: { fields: 'nodes endCursor', held: gated },
  ClientPayload: { fields: 'client', held: gated },
  DocumentsPayload: { fields: 'documents repair serviceRequest', held: gated },
  EquipmentPage: { fields: 'nodes endCursor', held: gated },
  FeedEntryPage: { fields: 'nodes endCursor', held: gated },
  FeedEntryPayload: { fields: 'feedEntry', held: gated },
  ManufacturerPage: { fields: 'nodes endCursor', held: gated },
  OutboxMessagePage: { fields: 'nodes endCursor', held: gated },
  NotificationPage: { fields: 'nodes endCursor', held: gated },
  NotificationsPayload: { fields: 'unread', held: 'the number of one’s own' },
  ObligationPage: { fields: 'nodes endCursor', held: gated },
  ServiceCenterPage: { fields: 'nodes endCursor', held: gated },
  DealerPage: { fields: 'nodes endCursor', held: gated },
  PublicManufacturer: { fields: 'id name', held: clients },
  PublicUnit: { fields: 'model category manufacturerId', held: clients },
  PublicForm: { fields: 'manufacturers consentVersion consentText companyName', held: clients },
  PublicRequestPayload: { fields: 'number trackingToken', held: 'of what was just sent' },
  CompletionField: { fields: 'key type value isRequired', held: clients },
  CompletionForm: { fields: 'number comment fields manufacturers', held: clients },
  Tracking: {
    fields:
      'requestNumber repairNumber equipment createdAt stage history visitAt serviceCenterName serviceCenterPhone completionToken ratingToken',
    held: clients,
  },
  TrackingStep: { fields: 'stage at', held: clients },
  RatingForm: { fields: 'repairNumber equipment serviceCenterName closedAt isRated', held: clients },
  RepairPage: { fields: 'nodes endCursor', held: gated },
  TransitionOption: { fields: 'name to isPrimary isDangerous inputs unmet', held: ['computed', 'rows'] },
  TransitionInputSpec: { fields: 'name isRequired', held: ['computed', 'rows'] },
  UnmetGuard: { fields: 'code key', held: ['computed', 'rows'] },
  RepairPayload: { fields: 'repair', held: gated },
  RepairChange: { fields: 'id isGone changed repair', held: ['frame', 'rows'] },
  ServiceRequestPage: { fields: 'nodes endCursor', held: gated },
  ServiceRequestPayload: { fields: 'serviceRequest repair', held: gated },
  ServiceRequestChange: { fields: 'id isGone changed serviceRequest', held: ['frame', 'rows'] },
  RolePage: { fields: 'nodes endCursor', held: gated },
  AccessCatalog: { fields: 'entities actions notifications', held: ofRights },
  AccessEntity: { fields: 'key hasScope isWalled fields', held: ofRights },
  AccessField: {
    fields: 'key group type target isCustom isWritable requiredBy computedFrom emptiedBy alsoIn createdAt',
    held: ofRights,
  },
  AccessActionGroup: { fields: 'key actions', held: ofRights },
  AccessNotification: { fields: 'kind hasLetter', held: ofRights },
  RoleSummary: {
    fields: 'id name affiliation isAdmin employeeCount undecidedCount problemCount requiresSecondFactor changedAt',
    held: ofRights,
  },
  RoleSettings: {
    fields:
      'id name affiliation isAdmin requiresSecondFactor sessionIdleMinutes sessionMaxHours employeeCount fields scopes actions notifications ipRanges problems version',
    held: ofRights,
  },
  FieldRule: { fields: 'entity field access', held: ofRights },
  ScopeRule: { fields: 'entity readScope writeScope', held: ofRights },
  NotificationRule: { fields: 'kind isInApp isByMail', held: ofRights },
  IpRangeRule: { fields: 'id cidr note', held: ofRights },
  RoleProblem: { fields: 'code action entity fields', held: ofRights },
  RuleChange: { fields: 'at actorName changes', held: ofRights },
  RuleDifference: { fields: 'subject entity key before after', held: ofRights },
  RuleChangePage: { fields: 'nodes endCursor', held: ofRights },
  RoleSettingsPayload: { fields: 'role', held: ofRights },
  AccessExplanation: { fields: 'isAllowed access steps', held: ofRights },
  AccessStep: {
    fields: 'rule isDeciding access isAllowed scope roleName entity field setByName setAt expiresAt',
    held: ofRights,
  },
  Viewer: {
    fields:
      'id name email locale roleName affiliation isAdmin serviceCenterId dealerId permissionVersion actions unreadNotifications viewedBy sudoUntil hasSecondFactor',
    held: ownAccount,
  },
  Session: { fields: 'id createdAt lastSeenAt ip userAgent isCurrent', held: ownAccount },
  SignInPayload: { fields: 'viewer step', held: ownAccount },
  Enrolment: { fields: 'secret uri', held: ownAccount },
  EnrolmentPayload: { fields: 'recoveryCodes viewer', held: ownAccount },
  RecoveryCodesPayload: { fields: 'recoveryCodes', held: ownAccount },
  SecondFactorState: { fields: 'isOn since recoveryCodesLeft isRequired', held: ownAccount },
  ConfirmPayload: { fields: 'sudoUntil', held: ownAccount },
  Invitation: { fields: 'name email', held: 'needs the token of a letter; name and address of whom it was sent to' },
  PasswordStrength: { fields: 'score reason', held: 'of the password that was sent along' },
  DonePayload: { fields: 'isDone', held: 'says that it is done' },
  Counter: { fields: 'key count', held: ['computed', 'rows'] },
  ViewerChange: { fields: 'permissionVersion unreadNotifications', held: 'the viewer’s own' },
  EmployeePage: { fields: 'nodes endCursor', held: gated },
  EmployeeSettings: {
    fields:
      'id employee affiliation isAdmin isSelf isWithinOwn isActive invitedAt hasPassword deactivatedAt secondFactor fieldExceptions actionExceptions scopeExceptions roleFields roleScopes roleActions ipRanges roleIpRanges presentAddress manufacturers canExport sessions openWork',
    held: ['computed'],
  },
  EmployeeSecondFactor: { fields: 'isOn since isRequired', held: ofRights },
  FieldException: { fields: 'entity field access roleAccess setByName setAt expiresAt isExpired', held: ofRights },
  ActionException: { fields: 'action isAllowed isAllowedByRole setByName setAt expiresAt isExpired', held: ofRights },
  ScopeException: {
    fields: 'entity readScope writeScope roleReadScope roleWriteScope setByName setAt expiresAt isExpired',
    held: ofRights,
  },
  EmployeeSession: { fields: 'id createdAt lastSeenAt ip userAgent isCurrent', held: ofRights },
  OpenWork: {
    fields: 'repairsAsManager repairsAsTechExpert requests obligations assignmentRules manufacturers',
    held: 'how much of each is to be handed over; needs the action',
  },
  EmployeeSettingsPayload: { fields: 'settings', held: ofRights },
}

const noAnswer = 'answers nothing by itself: it lets through, adds headers or refuses'

/** HTTP routes as express has them mounted, in their order. */
export const routes: Readonly<Record<string, Held>> = {
  'USE / (1)': noAnswer,
  'USE / (2)': noAnswer,
  'GET /health': 'whether the database answers, and whether the demo accounts may be shown',
  'ALL /files/uploads{/:id}': 'takes bytes and gives back how many have arrived, to the uploader alone',
  'GET /files/stored/:id': 'bytes that the asker has uploaded himself',
  'GET /files/stored/:id/thumbnail': 'bytes that the asker has uploaded himself',
  'GET /files/:id': ['file', 'rows'],
  'GET /files/:id/thumbnail': ['file', 'rows'],
  'POST /exports/:entity.csv': ['export', 'rows'],
  'POST /graphql': 'the root fields above',
  'ALL /graphql': 'refuses other methods',
  'GET /p/track/:token': clients,
  'USE / (3)': 'the web client’s built files, the same for everybody',
  'USE / (4)': 'says that there is nothing here',
  'USE / (5)': 'puts refusals into one shape; their details are in `errors`',
}

/** Rows of an entity like any other; the kind says what happened, and being told is a right of the role. */
const told: Held = ['list', 'rows']

/** What employees are told in the app. */
export const notificationPaths: Readonly<Record<string, Held>> = {
  REQUEST_NEW: told,
  REQUEST_RESPONSIBLE: told,
  REQUEST_RETURNED: told,
  REQUEST_COMPLETED: told,
  REQUEST_REJECTED: told,
  REQUEST_ACCEPTED: told,
  REPAIR_UNASSIGNED: told,
  REPAIR_ASSIGNED: told,
  REPAIR_RESPONSIBLE: told,
  DOCUMENTS_DUE: told,
  DOCUMENTS_RETURNED: told,
  DIAGNOSIS_DUE: told,
  PARTS_REQUESTED: told,
  PARTS_RECEIVED: told,
  READY_TO_CLOSE: told,
  REPAIR_RETURNED: told,
  REPAIR_CANCELLED: told,
  REPAIR_CLOSED: told,
  REPAIR_RATED: told,
  MENTION: told,
}

/** Letters: to clients by their own records, to employees and organisations by the rights of the readers. */
export const letterPaths: Readonly<Record<string, Held>> = {
  REQUEST_RECEIVED: 'to the client, of his own request',
  REQUEST_RETURNED: 'to the client, of his own request',
  REQUEST_RETURNED_INSIDE: ['letter'],
  REQUEST_REJECTED: 'to the client, of his own request',
  REQUEST_ACCEPTED: 'to the client, of his own request',
  VISIT_SCHEDULED: 'to the client, of his own repair',
  REPAIR_CANCELLED: 'to the client, of his own repair',
  RATING_INVITATION: 'to the client, of his own repair',
  REPAIR_ASSIGNED: ['letter'],
  DOCUMENTS_RETURNED: ['letter'],
  DIAGNOSIS_DUE: ['letter'],
  MENTION: ['letter'],
  PASSWORD_RESET: ownAccount,
  INVITATION: ownAccount,
  PASSWORD_CHANGED: ownAccount,
  SECOND_FACTOR_SET: ownAccount,
  SECOND_FACTOR_REMOVED: ownAccount,
  RECOVERY_CODE_USED: ownAccount,
}

/** Jobs, which act without anybody asking. */
export const jobPaths: Readonly<Record<string, Held>> = {
  'deliver-message': 'sends a letter as it was written; see letters',
  'record-visit': ['letter'],
  'send-password-reset': ownAccount,
  'clean-up-files': 'removes files',
  'forget-old': 'removes rows',
  'trim-audit': 'removes rows',
}

const nothing = 'nothing but its code'
const ownInput = 'keys and limits of what was sent, which is looked at after the right to send it'

/** Codes of refusals and what their details tell. */
export const errors: Readonly<Record<string, Held>> = {
  UNAUTHENTICATED: 'why: no session, or a wrong pair, the same for both of the pair',
  FORBIDDEN: 'a reason of the request (address, origin), never of a record',
  FORBIDDEN_FIELD: ['filter', 'write'],
  UNKNOWN_FIELD: nothing,
  NOT_FOUND: ['rows', 'write'],
  CONFLICT: nothing,
  CHANGED_MEANWHILE: ['write'],
  VALIDATION: ownInput,
  GUARDS_UNMET: ['error', 'computed'],
  CONFIRMATION_REQUIRED: ['error', 'write'],
  TRANSITION_UNAVAILABLE: ['error', 'write'],
  THROTTLED: 'seconds to wait, or that the account’s own earlier requests are still running',
  LINK_EXPIRED: nothing,
  LINK_USED: nothing,
  FILE_TYPE: ownInput,
  FILE_TOO_LARGE: ownInput,
  QUERY_TOO_COMPLEX: 'the limit that was passed; of cost, with tables in rough sizes',
  UNAVAILABLE: nothing,
  INTERNAL: 'an id under which the log has it',
  SUDO_REQUIRED: nothing,
  VIEW_ONLY: nothing,
}
